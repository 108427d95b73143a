import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type ExperimentSettings, planExperiments, type Step } from './plan.ts';
import { prepareRealClips } from './real-clips.ts';

/*
 * Runs the experiments of docs/RESULTS.md: each step is one `earsight` command, its JSON is kept in OUT/results, and
 * a step whose result is there is not run again, so that an interrupted series goes on where it was.
 *
 *   node scripts/run.mjs scripts/experiments/run.ts --data FOLDER --out FOLDER [--clips-folder FOLDER]
 *     [--base MODEL] [--pairs 200000] [--further-pairs 25600] [--motion-pairs 1500] [--clips 4000] [--test-clips 300]
 *     [--device cpu] [--only table1,localisation] [--dry-run]
 */

const { values: flags } = parseArgs({
  options: {
    data: { type: 'string' },
    out: { type: 'string' },
    'clips-folder': { type: 'string' },
    base: { type: 'string' },
    pairs: { type: 'string', default: '200000' },
    'further-pairs': { type: 'string', default: '25600' },
    'motion-pairs': { type: 'string', default: '1500' },
    clips: { type: 'string', default: '4000' },
    'test-clips': { type: 'string', default: '300' },
    device: { type: 'string', default: 'cpu' },
    only: { type: 'string' },
    'dry-run': { type: 'boolean', default: false },
  },
});

const root = join(import.meta.dirname, '..', '..');

/** Runs one command and gives what it printed on stdout; its progress goes through. */
async function runEarsight(args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, [join(root, 'src-main/app/cli.ts'), ...args, '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const code = await new Promise<number | null>((done) => child.on('close', done));
  if (code !== 0) throw new Error(`earsight ${args[0]} ended with ${code}: ${output}`);
  return output;
}

/** The command as it can be repeated elsewhere. */
function commandOf(step: Step, settings: ExperimentSettings): string {
  const places = [
    [settings.out, 'OUT'],
    [settings.data, 'DATA'],
    ...(settings.base === null ? [] : [[settings.base, 'BASE'] as const]),
  ] as const;
  const named = step.args.map((arg) => places.reduce((text, [path, name]) => text.replace(path, name), arg));
  return `earsight ${named.join(' ')}`;
}

async function perform(step: Step, settings: ExperimentSettings, results: string): Promise<void> {
  const file = join(results, `${step.name}.json`);
  const command = commandOf(step, settings);
  if (flags['dry-run']) {
    console.log(command);
    return;
  }
  if (existsSync(file)) return;
  console.log(`${new Date().toISOString()} ${command}`);
  const startedAt = performance.now();
  const output = await runEarsight(step.args);
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  const record = { name: step.name, command, seconds, result: JSON.parse(output) as unknown };
  await writeFile(`${file}.unfinished`, `${JSON.stringify(record)}\n`);
  await rename(`${file}.unfinished`, file);
}

async function main(): Promise<void> {
  if (!flags.data || !flags.out) throw new Error('--data and --out are needed.');
  const settings: ExperimentSettings = {
    data: resolve(flags.data),
    out: resolve(flags.out),
    base: flags.base === undefined ? null : resolve(flags.base),
    pairs: Number(flags.pairs),
    furtherPairs: Number(flags['further-pairs']),
    motionPairs: Number(flags['motion-pairs']),
    clips: Number(flags.clips),
    testClips: Number(flags['test-clips']),
    device: flags.device,
  };
  const results = join(settings.out, 'results');
  const wanted = flags.only?.split(',');
  if (!flags['dry-run']) {
    await mkdir(results, { recursive: true });
    if (flags['clips-folder'] && !existsSync(join(settings.out, 'real', 'labels.json'))) {
      await prepareRealClips(resolve(flags['clips-folder']), join(settings.out, 'real'));
    }
  }
  const failed: string[] = [];
  for (const step of planExperiments(settings)) {
    if (wanted && !['data', 'base'].includes(step.experiment) && !wanted.includes(step.experiment)) continue;
    if (step.experiment === 'real' && !flags['clips-folder']) continue;
    try {
      await perform(step, settings, results);
    } catch (error) {
      // One network that cannot be trained must not stop the others; the report leaves it out.
      console.error((error as Error).message);
      failed.push(step.name);
    }
  }
  if (failed.length > 0) {
    console.error(`Failed: ${failed.join(', ')}`);
    process.exitCode = 1;
  }
}

await main();

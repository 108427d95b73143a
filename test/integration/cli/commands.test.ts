import { mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { indexResult } from '../../../src-main/contract/jobs.ts';
import { doctorReport, modelInfo } from '../../../src-main/contract/models.ts';
import { makeClip } from '../../fixtures/clips.ts';
import { runCommand, startCommand } from '../../fixtures/command.ts';
import { temporaryFolder, tinyAve, tinyAvol } from '../../fixtures/services.ts';

// Each command is a process of its own: on a machine with other work a single one may take seconds.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

let home = '';
const earsight = (...args: string[]) => runCommand(home, ...args);

beforeAll(async () => {
  home = temporaryFolder('cli', afterAll);
  mkdirSync(join(home, 'videos'));
  await makeClip(join(home, 'videos'), '-dash "quote" ü🎻.mp4', { hertz: 300 });
  await makeClip(join(home, 'videos'), 'high.mp4', { hertz: 3000 });
});

const library = ['--library', 'lib'];
const video = (): string => join(home, 'videos', 'high.mp4');

describe('earsight index, query and heatmap', () => {
  it('go from a folder of videos to matching moments and a picture, one JSON value each', async () => {
    const indexed = await earsight('index', 'videos', ...library, '--model', tinyAve, '--json');
    expect(indexed.code).toBe(0);
    const result = indexResult.parse(JSON.parse(indexed.stdout));
    expect(result).toMatchObject({
      videos: { found: 2, indexed: 2, failed: 0 },
      moments: 6,
      untrained: true,
    });
    expect(indexed.stderr).toContain('untrained');

    const again = await earsight('index', ...library, '--model', tinyAve, '--json');
    expect(JSON.parse(again.stdout).videos).toMatchObject({ found: 2, indexed: 0, unchanged: 2 });

    const queried = await earsight(
      ...['query', ...library, '--model', tinyAve, '--video', video(), '--at', '1.5'],
      ...['--from', 'sound', '--to', 'sounds', '--top', '2', '--json'],
    );
    const found = JSON.parse(queried.stdout) as { video: string; at: number; distance: number }[];
    expect(found).toHaveLength(2);
    expect(found[0]).toMatchObject({ video: video() });
    expect(found[0]!.distance).toBeLessThanOrEqual(found[1]!.distance);

    const out = ['--out', 'map.png'];
    const located = await earsight(
      'heatmap',
      '--video',
      video(),
      '--at',
      '1',
      '--model',
      tinyAvol,
      ...out,
      '--json',
    );
    const heatmap = JSON.parse(located.stdout);
    expect(heatmap).toMatchObject({ rows: 14, columns: 14, untrained: true });
    expect(heatmap.values).toHaveLength(196);
    expect(heatmap.peak.x).toBeGreaterThan(0);
    expect(readFileSync(join(home, 'map.png')).subarray(1, 4).toString()).toBe('PNG');
  });

  it('take a folder that was renamed as a whole for the one it was, when told so', async () => {
    const before = join(home, 'before');
    mkdirSync(before);
    await makeClip(before, 'one.mp4', { seconds: 1 });
    const into = ['--library', 'movedlib', '--model', tinyAve, '--device', 'cpu', '--json'];
    const json = async (...args: string[]) => JSON.parse((await earsight('index', ...args, ...into)).stdout);
    await json('before');
    renameSync(before, join(home, 'after'));
    mkdirSync(join(home, 'other'));
    const { stderr } = await earsight('index', 'other', ...into);
    expect(stderr).toContain(`${before} of this library is out of reach`);
    const { error } = await json('after', '--moved-from', 'elsewhere');
    expect(error).toMatchObject({
      code: 'not-found',
      field: 'moved-from',
      allowed: `${before}, ${join(home, 'other')}`,
    });
    const { videos, failures } = await json('after', '--moved-from', 'before');
    expect([videos, failures]).toMatchObject([{ found: 1, indexed: 0, unchanged: 1 }, []]);
  });

  it('go on when nobody reads their messages any more', async () => {
    const { child, ended } = startCommand(
      home,
      'index',
      'videos',
      '--library',
      'unread',
      '--model',
      tinyAve,
      '--json',
    );
    child.stderr!.destroy();
    const { code, stdout } = await ended;
    expect([code, JSON.parse(stdout).videos]).toMatchObject([0, { found: 2, failed: 0 }]);
  });

  it('say what was wrong on stderr and as JSON, with the code of a wrong use', {
    timeout: 180_000,
  }, async () => {
    const cases: [string[], number, RegExp][] = [
      [['heatmap', '--video', video(), '--json'], 2, /--at/],

      [['heatmap', '--video', video(), '--at', '500', '--json'], 2, /0…3/],
      [['heatmap', '--video', video(), '--at', '1', '--out', 'x.gif', '--json'], 2, /\.png, \.npy, \.mp4/],
      [
        ['query', ...library, '--image', 'a', '--audio', 'b', '--from', 'frame', '--to', 'sounds', '--json'],
        2,
        /exactly one/,
      ],
      [
        ['query', ...library, '--video', 'a', '--at', '1', '--from', 'smell', '--to', 'sounds', '--json'],
        2,
        /frame, sound/,
      ],
      [['index', 'videos', ...library, '--model', 'magic', '--json'], 1, /starter-ave/],
      [['index', 'nowhere', '--library', 'other', '--json'], 1, /nowhere/],
      [['heatmap', '--video', 'nowhere.mp4', '--at', '1', '--json'], 1, /nowhere/],
    ];
    const ends = [];
    for (const [args] of cases) ends.push(await earsight(...args));
    for (const [index, { code, stdout, stderr }] of ends.entries()) {
      const [args, expected, pattern] = cases[index]!;
      const { error } = JSON.parse(stdout);
      const told = `${error.message} ${error.allowed ?? ''}`;
      expect({ args, code, told }).toMatchObject({ code: expected, told: expect.stringMatching(pattern) });
      expect(stderr).toMatch(pattern);
    }
  });
});

describe('earsight model, export and doctor', () => {
  it('list, describe and convert models', async () => {
    const list = JSON.parse((await earsight('model', 'list', '--json')).stdout);
    for (const model of list) modelInfo.parse(model);
    const info = await earsight('model', 'info', tinyAve, '--json');
    expect(JSON.parse(info.stdout)).toMatchObject({ network: 'ave', untrained: true });
    const exported = await earsight('model', 'export', tinyAve, '--format', 'safetensors', '--out', 'model');
    expect(exported.code).toBe(0);
    const imported = await earsight(
      ...['model', 'import', 'model/weights.safetensors', '--network', 'ave', '--name', 'mine', '--json'],
    );
    expect(JSON.parse(imported.stdout)).toMatchObject({ name: 'mine', width: 0.125 });
  });

  it('write embeddings and a video of heatmaps', async () => {
    await earsight('index', 'videos', ...library, '--model', tinyAve);
    const file = ['--out', 'vectors.npz', '--model', tinyAve];
    const embeddings = await earsight('export', 'embeddings', ...library, ...file, '--json');
    expect(JSON.parse(embeddings.stdout)).toMatchObject({ format: 'npz', vectors: 12 });
    const span = ['--from', '1', '--to', '1.4', '--format', 'mp4', '--model', tinyAvol];
    const heatmaps = await earsight('export', 'heatmaps', video(), '--out', 'maps', ...span, '--json');
    const [path] = JSON.parse(heatmaps.stdout).files;
    expect(readFileSync(path).subarray(4, 8).toString()).toBe('ftyp');
  });

  it('examine the installation', async () => {
    const { code, stdout } = await earsight('doctor', '--json');
    expect(code).toBe(0);
    const report = doctorReport.parse(JSON.parse(stdout));
    expect(report.ffmpeg).not.toBeNull();
    expect(report.engine.providers.some(({ name, state }) => name === 'cpu' && state === 'in-use')).toBe(
      true,
    );
  });
});

describe('earsight --help', () => {
  it('has an example for every command', async () => {
    const { stdout } = await earsight('--help');
    const names = [...stdout.matchAll(/^ {2}([a-z-]+)(?: |$)/gm)]
      .map((match) => match[1]!)
      .filter((name) => name !== 'help');
    expect(names).toEqual(expect.arrayContaining(['index', 'query', 'heatmap', 'model', 'export', 'doctor']));
    const { loadCommands } = await import('../../../src-main/app/commands/list.ts');
    const { Command } = await import('commander');
    const program = new Command('earsight');
    const line = { run: async () => {} };
    for (const register of await loadCommands()) register(program, line);
    const leaves = (command: InstanceType<typeof Command>): InstanceType<typeof Command>[] =>
      command.commands.length ? command.commands.flatMap((child) => leaves(child as never)) : [command];
    for (const command of leaves(program)) {
      let help = '';
      command.configureOutput({
        writeOut: (text) => {
          help += text;
        },
      });
      command.outputHelp();
      expect(help, command.name()).toMatch(/Examples?:\n {2}earsight/);
    }
  });

  it('says how it is used when no command is given or it does not exist', async () => {
    expect((await earsight()).code).toBe(2);
    const unknown = await earsight('dance');
    expect([unknown.code, unknown.stdout]).toEqual([2, '']);
    expect(unknown.stderr).toContain("Unknown command 'dance'");
  });
});

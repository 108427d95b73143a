import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { EvaluationResult } from '../../src-main/contract/evaluation.ts';
import type { TrainResult } from '../../src-main/contract/runs.ts';
import { barChart } from './bar-chart.ts';

/*
 * Writes what scripts/experiments/run.ts measured into docs/RESULTS.md, between its `<!-- begin NAME -->` and
 * `<!-- end NAME -->` lines, and the plots into docs/results/.
 *
 *   node scripts/run.mjs scripts/experiments/report.ts --results OUT/results
 */

const { values: flags } = parseArgs({ options: { results: { type: 'string' } } });
const docs = join(import.meta.dirname, '..', '..', 'docs');

interface Recorded {
  name: string;
  command: string;
  seconds: number;
  result: unknown;
}

type Evaluations = ReadonlyMap<string, EvaluationResult>;
/** AVC accuracy on held-out videos of the training set, with negatives drawn as in training. */
type Validations = ReadonlyMap<string, number | null>;

const score = (value: number | null | undefined): string =>
  typeof value === 'number' ? value.toFixed(3) : '–';
const percent = (value: number | null | undefined): string =>
  typeof value === 'number' ? `${(100 * value).toFixed(1)} %` : '–';

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, column) => (column === 0 ? '---' : '--:'))), ...rows.map(line)].join(
    '\n',
  );
}

/** Rows for those evaluations that are there. */
function rowsOf(
  evaluations: Evaluations,
  names: Readonly<Record<string, string>>,
  cells: (result: EvaluationResult, name: string) => string[],
): string[][] {
  return Object.entries(names).flatMap(([name, title]) => {
    const result = evaluations.get(name);
    return result ? [[title, ...cells(result, name)]] : [];
  });
}

function retrievalCells({ retrieval }: EvaluationResult): string[] {
  return [retrieval.imIm, retrieval.imAud, retrieval.audIm, retrieval.audAud].map(score);
}

function avcCells({ avc, details }: EvaluationResult): string[] {
  return [percent(avc.accuracy), percent(details.avc.twoWay), percent(details.avc.topFive)];
}

const retrievalHead = ['', 'im→im', 'im→aud', 'aud→im', 'aud→aud'];
const avcHead = ['AVC accuracy', 'own above another', 'among best 5 of 100'];

function tables(evaluations: Evaluations, validations: Validations): Record<string, string> {
  const first = [...evaluations.values()][0];
  const chance = first ? [['chance', ...Array<string>(4).fill(score(first.retrieval.chance))]] : [];
  const both = (names: Readonly<Record<string, string>>): string =>
    table(
      [...retrievalHead, ...avcHead, 'validation AVC'],
      rowsOf(evaluations, names, (result, name) => [
        ...retrievalCells(result),
        ...avcCells(result),
        percent(validations.get(name)),
      ]),
    );
  const names = {
    l3: 'L³-Net',
    'l3-cca': 'L³-Net + CCA',
    ave: 'AVE-Net',
    'ave-contrastive': 'AVE-Net, contrastive',
    'starter-ave': '`starter-ave`',
  };
  return {
    table1: table(retrievalHead, [...chance, ...rowsOf(evaluations, names, retrievalCells)]),
    avc: table(['', ...avcHead], rowsOf(evaluations, names, avcCells)),
    shortcut: both({ ave: 'safe sampling', 'ave-naive': 'naive sampling' }),
    motion: both({ 'ave-still': 'AVE-Net', 'ave-mf': 'AVE+MF', 'ave-of': 'AVE+OF' }),
    localisation: localisationTable(evaluations, {
      'starter-avol': '`starter-avol`, one instrument',
      'starter-avol-two': '`starter-avol`, two instruments',
      avol: '6,400 pairs, one instrument',
      'avol-two': '6,400 pairs, two instruments',
    }),
    response: responseTable(evaluations),
    real: `${both({ 'ave-real': 'AVE-Net, contrastive', 'starter-ave-real': '`starter-ave`' })}\n\n${localisationTable(evaluations, { 'starter-avol-real': '`starter-avol`', 'avol-real': 'AVOL-Net, 6,400 pairs' })}`,
  };
}

function localisationTable(evaluations: Evaluations, names: Readonly<Record<string, string>>): string {
  return table(
    ['', 'peak in box', 'centre', 'whole image cIoU', 'cIoU@0.5', 'AUC', 'top half cIoU', 'AUC', 'n'],
    rowsOf(evaluations, names, ({ details }) => {
      const all = details.localisation?.all;
      return [
        percent(all?.accuracy),
        percent(all?.centre),
        percent(all?.wholeImage.ciou),
        percent(all?.overlap.fixed.ciou),
        score(all?.overlap.fixed.auc),
        percent(all?.overlap.topHalf.ciou),
        score(all?.overlap.topHalf.auc),
        String(all?.n ?? 0),
      ];
    }),
  );
}

function responseTable(evaluations: Evaluations): string {
  const found = evaluations.get('starter-avol-two')?.details.localisation;
  if (!found) return table(['sound', 'maps above 0.5', 'lit area', 'mean peak', 'n'], []);
  const titles = {
    matched: 'its own',
    mismatched: 'of an instrument that is not in the picture',
    unseen: 'recorded so: the source is not in the picture',
    silent: 'digital silence',
    labelledSilence: 'recorded silence (room noise)',
  } as const;
  const rows = Object.entries(titles).map(([name, title]) => {
    const { rate, area, peak, n } = found[name as keyof typeof titles];
    return [title, percent(rate), percent(area), score(peak), String(n)];
  });
  return table(['sound', 'maps above 0.5', 'lit area', 'mean peak', 'n'], rows);
}

async function main(): Promise<void> {
  if (!flags.results) throw new Error('--results is needed.');
  const folder = resolve(flags.results);
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  const records = await Promise.all(
    names.map(async (name) => JSON.parse(await readFile(join(folder, name), 'utf8')) as Recorded),
  );
  const evaluations: Evaluations = new Map(
    records
      .filter(({ name }) => name.startsWith('evaluate-'))
      .map(({ name, result }) => [name.slice('evaluate-'.length), result as EvaluationResult]),
  );
  const validations: Validations = new Map(
    records
      .filter(({ name }) => name.startsWith('train-') && !/^train-(one|two|motion)$/.test(name))
      .map(({ name, result }) => [
        name.slice('train-'.length),
        (result as TrainResult).validation.avcAccuracy,
      ]),
  );
  const target = join(docs, 'RESULTS.md');
  let text = await readFile(target, 'utf8');
  const commands = records.map(({ command, seconds }) => `${command}  # ${seconds} s`);
  const blocks = {
    ...tables(evaluations, validations),
    commands: `\`\`\`sh\n${commands.join('\n')}\n\`\`\``,
  };
  for (const [name, block] of Object.entries(blocks)) {
    const pattern = new RegExp(`(<!-- begin ${name} -->\n)[^]*?(<!-- end ${name} -->)`);
    text = text.replace(pattern, (_, begin: string, end: string) => `${begin}${block}\n${end}`);
  }
  await writeFile(target, text);
  if (!existsSync(join(docs, 'results'))) await mkdir(join(docs, 'results'));
  const shown = ['l3', 'l3-cca', 'ave', 'ave-contrastive'].filter((name) => evaluations.has(name));
  const chart = barChart(
    'nDCG@30 in four directions, beside chance',
    retrievalHead.slice(1),
    shown.map((name) => {
      const { imIm, imAud, audIm, audAud } = (evaluations.get(name) as EvaluationResult).retrieval;
      return { name, values: [imIm, imAud, audIm, audAud].map((value) => value ?? 0) };
    }),
    [...evaluations.values()][0]?.retrieval.chance ?? 0,
  );
  await writeFile(join(docs, 'results', 'retrieval.svg'), chart);
}

await main();

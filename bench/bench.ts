import { cpus, totalmem } from 'node:os';

/** A benchmark: prints nothing itself, tells its progress to `note`, gives what it measured. */
export type Benchmark = (note: (text: string) => void, args: string[]) => Promise<unknown>;

/*
 * `npm run bench [-- NAME…]` prints one JSON value. Without names it measures the main job; the others take
 * longer or need a browser. To add one: a module here whose `run` is a `Benchmark`, a line below.
 */
const benchmarks: Record<string, () => Promise<{ run: Benchmark }>> = {
  inference: () => import('./inference.ts'),
  indexing: () => import('./indexing.ts'),
  search: () => import('./search.ts'),
  heatmap: () => import('./heatmap.ts'),
  training: () => import('./training.ts'),
  composing: () => import('./composing.ts'),
  map: () => import('./map.ts'),
  grid: () => import('./grid.ts'),
  window: () => import('./window.ts'),
};
const mainJob = ['inference', 'indexing', 'search', 'heatmap'];

const note = (text: string): void => void process.stderr.write(`${text}\n`);
const names = process.argv.slice(2).filter((name) => !name.startsWith('-'));
const flags = process.argv.slice(2).filter((name) => name.startsWith('-'));
const unknown = names.filter((name) => !Object.hasOwn(benchmarks, name));
if (unknown.length) {
  note(`There is no benchmark ${unknown.join(', ')}. Allowed: ${Object.keys(benchmarks).join(', ')}.`);
  process.exit(2);
}
const results: Record<string, unknown> = {
  machine: {
    processor: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGB: Math.round(totalmem() / 1e9),
    node: process.versions.node,
    system: `${process.platform} ${process.arch}`,
  },
};
for (const name of names.length ? names : mainJob) {
  note(`Measuring ${name} …`);
  const { run } = await benchmarks[name]!();
  results[name] = await run(note, flags);
}
process.stdout.write(`${JSON.stringify(results, null, 2)}\n`);

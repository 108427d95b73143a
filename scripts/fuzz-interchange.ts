/**
 * Feeds every annotation parser mutated inputs: `npm run fuzz -- [RUNS] [SEED]`, 10,000 a parser unless said
 * otherwise. Ends with an error at the first crash, hang or unfit result, naming the run that repeats it.
 */
import { interchangeFormats } from '../src-main/services/interchange/index.ts';
import { fuzz } from '../test/fixtures/interchange/fuzz.ts';

const runs = Number(process.argv[2] ?? 10_000);
const seed = Number(process.argv[3] ?? 1);
for (const format of interchangeFormats) {
  if (!format.read) continue;
  const { imported, refused, slowestMilliseconds } = fuzz(format, runs, seed);
  const slowest = slowestMilliseconds.toFixed(1);
  console.log(`${format.id.padEnd(16)} ${imported} imported, ${refused} refused, slowest ${slowest} ms`);
}

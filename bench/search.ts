import { searchIndex } from '../src-main/engine/index.ts';
import { normaliseRows } from '../src-main/services/queries/vector-index.ts';
import { quantile, rounded, timed } from './statistics.ts';

const dimensions = 128;
const top = 30;

/** Milliseconds of an exact top-30 over random unit vectors of 128 components. */
export async function run(note: (text: string) => void): Promise<unknown> {
  const results: Record<string, { p50: number; p95: number }> = {};
  for (const count of [10_000, 100_000, 1_000_000]) {
    note(`  ${count} vectors`);
    const vectors = pseudoRandom(count * dimensions);
    normaliseRows(vectors, dimensions);
    const index = await searchIndex(vectors, dimensions);
    const query = vectors.slice(77 * dimensions, 78 * dimensions);
    const times = await timed(20, () => index.nearest(query, top));
    const [nearest] = await index.nearest(query, top);
    if (nearest?.index !== 77)
      throw new Error(`The search missed the vector itself and found ${nearest?.index}.`);
    await index.release();
    results[count] = { p50: rounded(quantile(times, 0.5)), p95: rounded(quantile(times, 0.95)) };
  }
  return { unit: `ms a query, top ${top} of so many`, ...results };
}

/** Numbers in −0.5…0.5, the same in every run. */
function pseudoRandom(count: number): Float32Array {
  const values = new Float32Array(count);
  let state = 1;
  for (let index = 0; index < count; index++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    values[index] = state / 2 ** 32 - 0.5;
  }
  return values;
}

import { describe, expect, it } from 'vitest';
import { searchIndex } from '../../../src-main/engine/index.ts';

/** Unit vectors along the first `count` axes. */
function axes(count: number, dimensions: number): Float32Array {
  const vectors = new Float32Array(count * dimensions);
  for (let row = 0; row < count; row++) vectors[row * dimensions + row] = 1;
  return vectors;
}

describe('a search', () => {
  it('that is under way when its index is released still gives its answer', async () => {
    const index = await searchIndex(axes(4, 8), 8);
    const query = Float32Array.of(0, 0, 1, 0, 0, 0, 0, 0);
    // The second uses a session that is there already, the third one that is only being made.
    await index.nearest(query, 1);
    const answers = [index.nearest(query, 1), index.nearest(query, 2)];
    await index.release();
    for (const found of await Promise.all(answers)) expect(found[0]).toEqual({ index: 2, distance: 0 });
  });
});

import { expect, test } from 'vitest';
import { onnxRuntime } from '../../../src-main/engine/index.ts';
import { FLOW_FRAMES, flowPreparer } from '../../../src-main/networks/index.ts';

/** Share of the picture's side that everything moves to the right from one frame to the next. */
const STEP = 1 / 32;

/** One moment: a smooth pattern that drifts to the right, drawn at a size. RGB [11, size, size, 3]. */
function drifting(size: number): Uint8Array {
  const frames = new Uint8Array(FLOW_FRAMES * size * size * 3);
  for (let frame = 0; frame < FLOW_FRAMES; frame++) {
    for (let row = 0; row < size; row++) {
      for (let column = 0; column < size; column++) {
        const [x, y] = [(column + 0.5) / size - STEP * frame, (row + 0.5) / size];
        const value = 128 + 55 * Math.sin(17 * x + 5 * y) + 55 * Math.sin(23 * y - 9 * x);
        frames.fill(
          value,
          ((frame * size + row) * size + column) * 3,
          ((frame * size + row) * size + column) * 3 + 3,
        );
      }
    }
  }
  return frames;
}

/** Mean of a channel of the flow away from the border. */
function meanOf(flow: Float32Array, channel: number, size: number): number {
  let [sum, count] = [0, 0];
  for (let row = size / 4; row < (3 * size) / 4; row++) {
    for (let column = size / 4; column < (3 * size) / 4; column++) {
      sum += flow[(channel * size + row) * size + column]!;
      count++;
    }
  }
  return sum / count;
}

test.each([32, 64])(
  'the flow of %i-pixel pictures counts in shares of the picture, x and y in turn',
  async (size) => {
    const preparer = await flowPreparer(onnxRuntime('cpu'), size);
    const frames = drifting(size);
    const prepared = await preparer.prepare(frames, 1);
    await preparer.release();
    expect(prepared.flow).toHaveLength(20 * size * size);
    // 1/32 of 224 pixels are 7, and 8 count as 1: the same at every size, so that a network may learn at another.
    for (const pair of [0, 4, 9]) {
      expect(meanOf(prepared.flow, 2 * pair, size)).toBeCloseTo(7 / 8, 1);
      expect(meanOf(prepared.flow, 2 * pair + 1, size)).toBeCloseTo(0, 1);
    }
    const middle = 5 * size * size * 3;
    expect(prepared.frames).toEqual(frames.subarray(middle, middle + size * size * 3));
  },
);

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { onnxRuntime } from '../../src-main/engine/index.ts';
import { opticalFlow, readSafetensors } from '../../src-main/networks/index.ts';

const [HEIGHT, WIDTH, BORDER] = [64, 80, 8];

// Made by generate_flow.py with scikit-image's TV-L1 on a turning picture whose displacement is known.
const golden = readSafetensors(readFileSync(new URL('./golden/flow.safetensors', import.meta.url))).weights;
const values = (name: string) => golden.get(name)!.values;

/** Mean distance of two flow fields away from the border, in pixels. */
function endPointError(a: Float32Array, b: Float32Array): number {
  let [sum, count] = [0, 0];
  for (let y = BORDER; y < HEIGHT - BORDER; y++) {
    for (let x = BORDER; x < WIDTH - BORDER; x++) {
      const [u, v] = [y * WIDTH + x, HEIGHT * WIDTH + y * WIDTH + x];
      sum += Math.hypot(a[u]! - b[u]!, a[v]! - b[v]!);
      count++;
    }
  }
  return sum / count;
}

test('TV-L1 flow finds a known displacement, as well as an independent implementation and close to it', async () => {
  const estimator = await opticalFlow(onnxRuntime('cpu'), 1, HEIGHT, WIDTH);
  const flow = await estimator.flow(values('first'), values('second'));
  await estimator.release();
  const own = endPointError(flow, values('truth'));
  const theirs = endPointError(values('flow'), values('truth'));
  expect(own).toBeLessThan(Math.max(0.1, 1.2 * theirs));
  // scikit-image is itself about 0.25 pixels off on this picture.
  expect(endPointError(flow, values('flow'))).toBeLessThan(0.3);
});

test('pictures that do not move have no flow, and each pair of a batch has its own', async () => {
  const estimator = await opticalFlow(onnxRuntime('cpu'), 2, HEIGHT, WIDTH);
  const pixels = HEIGHT * WIDTH;
  const first = new Float32Array(2 * pixels);
  const second = new Float32Array(2 * pixels);
  first.set(values('first'));
  second.set(values('first'));
  first.set(values('first'), pixels);
  second.set(values('second'), pixels);
  const flow = await estimator.flow(first, second);
  await estimator.release();
  expect(Math.max(...flow.subarray(0, 2 * pixels).map(Math.abs))).toBeLessThan(0.01);
  expect(endPointError(flow.subarray(2 * pixels), values('truth'))).toBeLessThan(0.1);
});

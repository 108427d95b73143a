import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { expect, test } from 'vitest';
import {
  closeGraph,
  encodeGraph,
  gradientsOf,
  op,
  providerForms,
  type Shape,
  sizeOf,
  type Tensor,
} from '../../src-main/engine/index.ts';
import { channelBlock } from '../../src-main/engine/runtimes/onnxruntime/channel-block.ts';
import { seededValues } from './numeric-gradient.ts';

const shapes: Readonly<Record<string, Shape>> = {
  picture: [3, 3, 17, 14],
  'first.kernel': [32, 3, 3, 3],
  'second.kernel': [128, 32, 3, 3],
  'third.kernel': [128, 128, 3, 3],
  'last.kernel': [16, 128, 1, 1],
  'last.bias': [16],
  ...Object.fromEntries(
    (['first', 'second', 'third'] as const).flatMap((name, index) =>
      ['scale', 'shift'].map((role) => [`${name}.${role}`, [index ? 128 : 32]]),
    ),
  ),
};

/** Convolutions with a stride, one-sided padding and a bias, batch norms, ReLUs and pooling, on whole blocks of channels. */
function chain(): Record<string, Tensor> {
  const leaves = Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [name, op.parameter(name, shape)]),
  );
  const at = (name: string): Tensor => leaves[name]!;
  const normalised = (x: Tensor, name: string): Tensor =>
    op.relu(op.batchNorm(x, at(`${name}.scale`), at(`${name}.shift`)).output);
  const first = normalised(
    op.convolution(at('picture'), at('first.kernel'), { strides: [2, 2], before: [1, 0], after: [1, 1] }),
    'first',
  );
  const second = normalised(op.convolution(first, at('second.kernel'), { before: [1, 1] }), 'second');
  const pooled = op.maxPool(second, [2, 2]);
  const third = normalised(op.convolution(pooled, at('third.kernel'), { before: [1, 1] }), 'third');
  const last = op.convolution(third, at('last.kernel'), { bias: at('last.bias') });
  const loss = op.reduceMean(op.square(op.add(last, op.reduceMax(third, [1, 2, 3], true))));
  const gradients = gradientsOf(loss, Object.values(leaves));
  return { loss, ...Object.fromEntries(Object.keys(leaves).map((name, index) => [name, gradients[index]!])) };
}

const wideShapes: Readonly<Record<string, Shape>> = {
  value: [2, 256, 10, 11],
  'first.kernel': [256, 256, 3, 3],
  'second.kernel': [256, 256, 3, 3],
};

/** Two convolutions on many channels, with a smooth function behind: no kink magnifies what rounding does. */
function wideChain(): Record<string, Tensor> {
  const [value, first, second] = Object.entries(wideShapes).map(([name, shape]) => op.parameter(name, shape));
  const half = op.convolution(value!, first!, { before: [1, 1] });
  const whole = op.convolution(op.square(half), second!, { before: [0, 2], after: [1, 1] });
  const loss = op.reduceMean(op.square(whole));
  const gradients = gradientsOf(loss, [value!, first!, second!]);
  return {
    loss,
    whole,
    ...Object.fromEntries(Object.keys(wideShapes).map((name, index) => [name, gradients[index]!])),
  };
}

async function run(
  form: 'portable' | 'cpu',
  build: () => Record<string, Tensor> = chain,
  given: Readonly<Record<string, Shape>> = shapes,
) {
  const model = encodeGraph(
    closeGraph(Object.fromEntries(Object.entries(build()).map(([name, value]) => [`d.${name}`, value]))),
    form === 'cpu' ? { forms: await providerForms('cpu', null) } : {},
  );
  const session = await InferenceSession.create(model, { logSeverityLevel: 3 });
  const feeds = Object.entries(given).map(([name, shape], index) => {
    const spread = name.endsWith('kernel') ? Math.sqrt(6 / sizeOf(shape.slice(1))) : 1;
    const values = seededValues(sizeOf(shape), index + 3).map((value) => value * spread);
    return [name, new OrtTensor('float32', values, shape)] as const;
  });
  const results = await session.run(Object.fromEntries(feeds));
  await session.release();
  return { results, text: Buffer.from(model).toString('latin1') };
}

type Results = Awaited<ReturnType<typeof run>>['results'];

/** The largest difference of each result, as a share of the result's largest number. */
function gaps(expected: Results, actual: Results): Record<string, number> {
  return Object.fromEntries(
    Object.entries(expected).map(([name, { data }]) => {
      const [values, others] = [data as Float32Array, actual[name]!.data as Float32Array];
      const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-7);
      return [
        name,
        values.reduce((worst, value, i) => Math.max(worst, Math.abs(value - others[i]!)), 0) / largest,
      ];
    }),
  );
}

test('convolutions in blocks of channels have the gradients of the portable form', async () => {
  const [portable, blocked] = [await run('portable'), await run('cpu')];
  for (const [name, gap] of Object.entries(gaps(portable.results, blocked.results)))
    expect(gap, name).toBeLessThan(1e-4);
});

test('convolutions by tiles have the values and gradients of the portable form', async () => {
  const [portable, tiled] = [
    await run('portable', wideChain, wideShapes),
    await run('cpu', wideChain, wideShapes),
  ];
  if ((await channelBlock()) !== null) expect(tiled.text).toContain('Gather_');
  for (const [name, gap] of Object.entries(gaps(portable.results, tiled.results)))
    expect(gap, name).toBeLessThan(1e-5);
});

test('stays in blocks from the first convolution to the last where the processor has them', async () => {
  const { text } = await run('cpu');
  const count = (operator: string) => text.split(`${operator}_`).length - 1;
  if ((await channelBlock()) === null) expect(text).not.toContain('nchwc');
  else expect(count('ReorderOutput')).toBeLessThan(count('Conv'));
});

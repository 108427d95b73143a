import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
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

/** A differentiable function of some float32 tensors, and where to look at it. */
export interface GradientCase {
  readonly inputs: readonly { readonly shape: Shape; readonly values?: readonly number[] }[];
  readonly build: (...inputs: Tensor[]) => Tensor;
  /** Half the distance of the central difference. */
  readonly step?: number;
}

/** Seeded numbers in −1…1, none of them near 0 or near one another by accident of the generator. */
export function seededValues(count: number, seed: number): Float32Array {
  let state = (seed * 2654435761 + 12345) >>> 0;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state / 2 ** 32) * 2 - 1;
  });
}

type Form = 'portable' | 'cpu';

async function session(outputs: Record<string, Tensor>, form: Form) {
  const model = encodeGraph(
    closeGraph(outputs),
    form === 'cpu' ? { forms: await providerForms('cpu', null) } : {},
  );
  return InferenceSession.create(model, { logSeverityLevel: 3 });
}

/**
 * Compares the graph's gradients of a random projection of the output with central finite differences.
 * Gives the largest difference, relative to the largest gradient.
 */
export async function gradientError(test: GradientCase, form: Form): Promise<number> {
  const names = test.inputs.map((_, index) => `x${index}`);
  const leaves = test.inputs.map(({ shape }, index) => op.parameter(names[index]!, shape));
  const output = test.build(...leaves);
  const projection = op.constant(seededValues(sizeOf(output.shape), 99), output.shape);
  const loss = op.reduceSum(op.multiply(output, projection));
  const gradients = gradientsOf(loss, leaves);
  const run = await session(
    { loss, ...Object.fromEntries(gradients.map((g, index) => [`g${index}`, g])) },
    form,
  );
  const values = test.inputs.map(({ shape, values }, index) =>
    values ? Float32Array.from(values) : seededValues(sizeOf(shape), index + 1),
  );
  const feed = () =>
    Object.fromEntries(
      names.flatMap((name, index) =>
        run.inputNames.includes(name)
          ? [[name, new OrtTensor('float32', values[index]!, test.inputs[index]!.shape)]]
          : [],
      ),
    );
  const analytic = await run.run(feed());
  const lossAt = async () => (await run.run(feed())).loss!.data[0] as number;
  const step = test.step ?? 1e-2;
  let worst = 0;
  let largest = 1e-3;
  for (const [index, data] of values.entries()) {
    const gradient = analytic[`g${index}`]!.data as Float32Array;
    for (let i = 0; i < data.length; i++) {
      const before = data[i]!;
      data[i] = before + step;
      const above = await lossAt();
      data[i] = before - step;
      const below = await lossAt();
      data[i] = before;
      worst = Math.max(worst, Math.abs((above - below) / (2 * step) - gradient[i]!));
      largest = Math.max(largest, Math.abs(gradient[i]!));
    }
  }
  return worst / largest;
}

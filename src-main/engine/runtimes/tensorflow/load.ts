import { createRequire } from 'node:module';
import type { Runtime } from '../runtime.ts';
import { tensorFlowRuntime } from './interpreter.ts';
import type { Tf } from './kernels.ts';

/** The packages that bring TensorFlow's native runtime, the most wanted first. */
const packages = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'] as const;

/** TensorFlow was asked for and is not there, or does not start. */
export class TensorFlowMissing extends Error {
  readonly code = 'missing-program';
}

/**
 * Opens the TensorFlow runtime of the packages that the user installed beside Earsight.
 * Throws `TensorFlowMissing` with the command that installs one.
 */
export async function loadTensorFlow(): Promise<Runtime> {
  restoreIsNullOrUndefined();
  const reasons: string[] = [];
  for (const name of packages) {
    try {
      const module = (await import(name)) as Tf & { default?: Tf };
      return tensorFlowRuntime(module.default ?? module);
    } catch (error) {
      const absent = (error as { code?: string }).code === 'ERR_MODULE_NOT_FOUND';
      if (!absent) reasons.push(`${name}: ${(error as Error).message.split('\n')[0]}`);
    }
  }
  throw new TensorFlowMissing(
    reasons.length > 0
      ? `TensorFlow is installed but does not start (${reasons.join('; ')}); use the runtime onnxruntime`
      : 'TensorFlow is not installed; run "npm install @tensorflow/tfjs-node-gpu" (or @tensorflow/tfjs-node), or use the runtime onnxruntime',
  );
}

/** tfjs-node 4.22 calls `util.isNullOrUndefined`, which Node 23 took away. */
function restoreIsNullOrUndefined(): void {
  const util = createRequire(import.meta.url)('node:util') as {
    isNullOrUndefined?: (value: unknown) => boolean;
  };
  util.isNullOrUndefined ??= (value) => value === null || value === undefined;
}

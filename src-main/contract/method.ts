import type { z } from 'zod';

/**
 * Which worker process answers a method. `interactive` keeps queries and heatmaps quick while the `jobs`
 * worker decodes, embeds or trains: ONNX Runtime blocks the thread it runs on. `main` is the main process itself,
 * for what belongs to windows and the machine.
 */
export type Worker = 'interactive' | 'jobs' | 'main';

/** One callable of the contract: its input schema, its result's schema and the process that answers it. */
export interface Method<Input extends z.ZodType = z.ZodType, Output extends z.ZodType = z.ZodType> {
  readonly input: Input;
  readonly output: Output;
  readonly worker: Worker;
}

/** Declares a method of the contract. */
export function method<Input extends z.ZodType, Output extends z.ZodType>(
  input: Input,
  output: Output,
  worker: Worker = 'interactive',
): Method<Input, Output> {
  return { input, output, worker };
}

import type { Shape } from '../../engine/index.ts';

/** A named array of a model: float32 values, row-major. */
export interface Weight {
  readonly shape: Shape;
  readonly values: Float32Array;
}

/** All arrays of a model, by name. */
export type WeightMap = ReadonlyMap<string, Weight>;

/** How a weight starts when a network is trained from scratch. */
export type Initial =
  | { readonly kind: 'normal'; readonly deviation: number }
  | { readonly kind: 'uniform'; readonly limit: number }
  | { readonly kind: 'fixed'; readonly values: readonly number[] }
  | { readonly kind: 'fill'; readonly value: number };

/** A weight that a network declares: its name, shape, start, and whether training changes it. */
export interface WeightDeclaration {
  readonly name: string;
  readonly shape: Shape;
  readonly initial: Initial;
  /** False for the running statistics of batch normalisation, which are measured, not learnt. */
  readonly learnt: boolean;
}

/** A model folder that cannot be used: the message names the weight or field and what was expected. */
export class ModelError extends Error {
  readonly code = 'model-invalid';
  readonly field: string | undefined;

  constructor(message: string, field?: string) {
    super(message);
    this.name = 'ModelError';
    this.field = field;
  }
}

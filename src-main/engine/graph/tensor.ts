import type { Emitter } from '../onnx/emitter.ts';
import type { DataType, Shape } from './shape.ts';

/** What is known of a value before it is computed. */
export interface TensorType {
  readonly type: DataType;
  readonly shape: Shape;
}

/** A value in a graph: one output of a node. Tensors are frozen and compared by identity. */
export interface Tensor extends TensorType {
  readonly node: Node;
}

/** One application of an operation. Nodes are frozen; a graph is whatever its outputs reach. */
export interface Node<Attributes = unknown> {
  readonly operation: Operation<Attributes>;
  readonly inputs: readonly Tensor[];
  readonly attributes: Attributes;
  readonly outputs: readonly Tensor[];
}

/**
 * What an operation is, all in one place: its shape rule, its gradient rule and its forward rule.
 * A *primitive* operation says how it is written in ONNX; a *composite* one expands into primitives, and a
 * provider that has something faster may replace the expansion (see `onnx/cpu-forms.ts`).
 */
export interface Operation<Attributes = unknown> {
  readonly kind: string;
  /** Shapes and types of the outputs. Throws `GraphError` where the inputs do not fit. */
  infer(inputs: readonly TensorType[], attributes: Attributes): readonly TensorType[];
  /**
   * Gradients of the inputs, given those of the outputs (null: no gradient arrives there). Returns null for
   * an input through which nothing flows. Called only where at least one output has a gradient; `wanted`
   * says which inputs lie on a path to a parameter.
   */
  gradient?(
    node: Node<Attributes>,
    outputGradients: readonly (Tensor | null)[],
    wanted: readonly boolean[],
  ): readonly (Tensor | null)[];
  /** Forward rule of a primitive: ONNX nodes for it; gives the names of the outputs. */
  emit?(emitter: Emitter, inputs: readonly string[], node: Node<Attributes>): readonly string[];
  /** Forward rule of a composite: the same values in terms of primitives, on the same inputs. */
  expand?(node: Node<Attributes>): readonly Tensor[];
}

import { op, type Shape, sizeOf, type Tensor } from '../engine/index.ts';
import type { Initial, WeightDeclaration } from './weights/weight.ts';

/** Epsilon of every batch normalisation, that of the usual implementations. */
export const BATCH_NORM_EPSILON = 1e-5;

/** How a 3×3 (or 3×3×3) block convolves. */
export interface BlockOptions {
  readonly kernel: Shape;
  readonly strides: readonly number[];
  readonly before: readonly number[];
  readonly after: readonly number[];
}

/**
 * What a network is built with. The same network description builds a training graph (batch statistics,
 * weights to be learnt) or an inference graph (batch norm folded into the convolutions), depending on the
 * layers it is given. Names follow the usual PyTorch re-implementations (docs/models.md).
 */
export interface Layers {
  /** Convolution `<tower>.conv<layer>`, batch norm `<tower>.bn<layer>`, ReLU. */
  block(tower: string, layer: string, x: Tensor, channels: number, options: BlockOptions): Tensor;
  /** Fully connected `name`: x [batch, in] → [batch, features]. */
  linear(name: string, x: Tensor, features: number): Tensor;
  /** 1×1 convolution `name` with bias: [batch, in, …space] → [batch, channels, …space]. */
  pointConvolution(name: string, x: Tensor, channels: number): Tensor;
  /** A learnt weight of its own, such as fc3 of AVE-Net. */
  weight(name: string, shape: Shape, initial: Initial): Tensor;
}

/** A batch normalisation's statistics in a training graph, for the running averages. */
export interface BatchStatistics {
  /** Name without its ending: `vision.bn1_1`. */
  readonly name: string;
  readonly mean: Tensor;
  readonly variance: Tensor;
  /** Values a channel that the statistics were taken over. */
  readonly count: number;
}

/** Layers of a training graph; collects what was declared and the batch statistics. */
export class TrainingLayers implements Layers {
  readonly declarations: WeightDeclaration[] = [];
  readonly statistics: BatchStatistics[] = [];
  readonly parameters = new Map<string, Tensor>();

  block(tower: string, layer: string, x: Tensor, channels: number, options: BlockOptions): Tensor {
    const shape = [channels, x.shape[1]!, ...options.kernel];
    const deviation = Math.sqrt(2 / sizeOf(shape.slice(1)));
    const kernel = this.weight(`${tower}.conv${layer}.weight`, shape, { kind: 'normal', deviation });
    const name = `${tower}.bn${layer}`;
    const scale = this.weight(`${name}.weight`, [channels], { kind: 'fill', value: 1 });
    const shift = this.weight(`${name}.bias`, [channels], { kind: 'fill', value: 0 });
    this.#declare(`${name}.running_mean`, [channels], { kind: 'fill', value: 0 }, false);
    this.#declare(`${name}.running_var`, [channels], { kind: 'fill', value: 1 }, false);
    const convolved = op.convolution(x, kernel, options);
    const { output, mean, variance } = op.batchNorm(convolved, scale, shift, BATCH_NORM_EPSILON);
    this.statistics.push({ name, mean, variance, count: sizeOf(convolved.shape) / channels });
    return op.relu(output);
  }

  linear(name: string, x: Tensor, features: number): Tensor {
    const limit = Math.sqrt(6 / (x.shape[1]! + features));
    const weight = this.weight(`${name}.weight`, [features, x.shape[1]!], { kind: 'uniform', limit });
    const bias = this.weight(`${name}.bias`, [features], { kind: 'fill', value: 0 });
    return op.add(op.matMul(x, op.swapLastAxes(weight)), bias);
  }

  pointConvolution(name: string, x: Tensor, channels: number): Tensor {
    const limit = Math.sqrt(6 / (x.shape[1]! + channels));
    const shape = [channels, x.shape[1]!, ...x.shape.slice(2).map(() => 1)];
    const weight = this.weight(`${name}.weight`, shape, { kind: 'uniform', limit });
    const bias = this.weight(`${name}.bias`, [channels], { kind: 'fill', value: 0 });
    return op.convolution(x, weight, { bias });
  }

  weight(name: string, shape: Shape, initial: Initial): Tensor {
    const known = this.parameters.get(name);
    if (known) return known;
    this.#declare(name, shape, initial, true);
    const tensor = op.parameter(name, shape);
    this.parameters.set(name, tensor);
    return tensor;
  }

  #declare(name: string, shape: Shape, initial: Initial, learnt: boolean): void {
    this.declarations.push({ name, shape, initial, learnt });
  }
}

/** Layers of an inference graph: each block is one convolution with bias (see `fold.ts`) and a ReLU. */
export class InferenceLayers implements Layers {
  readonly #parameters = new Map<string, Tensor>();

  block(tower: string, layer: string, x: Tensor, channels: number, options: BlockOptions): Tensor {
    const name = `${tower}.conv${layer}`;
    const kernel = this.weight(`${name}.weight`, [channels, x.shape[1]!, ...options.kernel]);
    const bias = this.weight(`${name}.bias`, [channels]);
    return op.relu(op.convolution(x, kernel, { ...options, bias }));
  }

  linear(name: string, x: Tensor, features: number): Tensor {
    const weight = this.weight(`${name}.weight`, [features, x.shape[1]!]);
    return op.add(op.matMul(x, op.swapLastAxes(weight)), this.weight(`${name}.bias`, [features]));
  }

  pointConvolution(name: string, x: Tensor, channels: number): Tensor {
    const weight = this.weight(`${name}.weight`, [channels, x.shape[1]!, ...x.shape.slice(2).map(() => 1)]);
    return op.convolution(x, weight, { bias: this.weight(`${name}.bias`, [channels]) });
  }

  weight(name: string, shape: Shape): Tensor {
    const known = this.#parameters.get(name) ?? op.parameter(name, shape);
    this.#parameters.set(name, known);
    return known;
  }
}

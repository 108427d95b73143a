import { sizeOf } from '../graph/shape.ts';
import type { Node } from '../graph/tensor.ts';
import type { ConvolutionGradientAttributes } from '../operations/convolution-attributes.ts';
import { FEW_COLUMNS, kernelPlaces } from '../operations/kernel-gradient.ts';
import type { Emitter } from './emitter.ts';

/** Kernels from this many channel pairs on sum over the batch within the products, smaller ones after them. */
const MANY_PAIRS = 128 * 128;

/**
 * dW of a convolution for ONNX Runtime's CPU provider, in the shape of the kernel: a product of dy and a shifted x
 * for every place of the kernel, with the transposition left to the product.
 */
export function weightGradient(emitter: Emitter, x: string, dy: string, node: Node): string {
  const { shape } = node.attributes as ConvolutionGradientAttributes;
  const [out, channels] = [shape[0]!, shape[1]!];
  const places = sizeOf(shape.slice(2));
  if (channels * places <= FEW_COLUMNS) return fewColumns(emitter, x, dy, node);
  const products =
    out * channels < MANY_PAIRS ? summedLater(emitter, x, dy, node) : summedWithin(emitter, x, dy, node);
  const byPlace = emitter.node(
    'Concat',
    products.map((value) => emitter.node('Reshape', [value, emitter.int64s([out, 1, channels])])),
    { attributes: { axis: { int: 1 } } },
  );
  return placesLast(emitter, byPlace, node);
}

/** Products an item of the batch, then their sum: small products keep all threads busy this way. */
function summedLater(emitter: Emitter, x: string, dy: string, node: Node): readonly string[] {
  const output = node.inputs[1]!.shape;
  const gradients = emitter.node('Reshape', [dy, emitter.int64s([output[0]!, output[1]!, -1])]);
  return shiftedInputs(emitter, x, node).map((values) => {
    const rows = emitter.node('Reshape', [
      values,
      emitter.int64s([output[0]!, node.inputs[0]!.shape[1]!, -1]),
    ]);
    return sumOverBatch(emitter, product(emitter, gradients, rows));
  });
}

/** Channels first, so that one long product sums over the batch as well. */
function summedWithin(emitter: Emitter, x: string, dy: string, node: Node): readonly string[] {
  const order = {
    attributes: { perm: { ints: node.inputs[0]!.shape.map((_, axis) => [1, 0][axis] ?? axis) } },
  };
  const [channels, out] = [node.inputs[0]!.shape[1]!, node.inputs[1]!.shape[1]!];
  const turned = emitter.node('Transpose', [dy], order);
  const gradients = emitter.node('Reshape', [turned, emitter.int64s([out, -1])]);
  return shiftedInputs(emitter, emitter.node('Transpose', [x], order), node).map((values) =>
    product(emitter, gradients, emitter.node('Reshape', [values, emitter.int64s([channels, -1])])),
  );
}

/** A kernel on few channels takes all its places in one product: a handful of columns wastes the processor. */
function fewColumns(emitter: Emitter, x: string, dy: string, node: Node): string {
  const { shape } = node.attributes as ConvolutionGradientAttributes;
  const output = node.inputs[1]!.shape;
  const places = shiftedInputs(emitter, x, node);
  const columns = emitter.node('Concat', places, { attributes: { axis: { int: 1 } } });
  const products = product(
    emitter,
    emitter.node('Reshape', [dy, emitter.int64s([output[0]!, output[1]!, -1])]),
    emitter.node('Reshape', [columns, emitter.int64s([output[0]!, places.length * shape[1]!, -1])]),
  );
  const byPlace = emitter.node('Reshape', [
    sumOverBatch(emitter, products),
    emitter.int64s([shape[0]!, places.length, shape[1]!]),
  ]);
  return placesLast(emitter, byPlace, node);
}

/** [out, place, in] as the kernel lies: [out, in, …place]. */
function placesLast(emitter: Emitter, byPlace: string, node: Node): string {
  const { shape } = node.attributes as ConvolutionGradientAttributes;
  const turned = emitter.node('Transpose', [byPlace], { attributes: { perm: { ints: [0, 2, 1] } } });
  return emitter.node('Reshape', [turned, emitter.int64s(shape)]);
}

/** a · bᵀ over the last two axes. */
function product(emitter: Emitter, a: string, b: string): string {
  return emitter.node('FusedMatMul', [a, b], {
    domain: 'com.microsoft',
    attributes: { transB: { int: 1 } },
  });
}

function sumOverBatch(emitter: Emitter, products: string): string {
  return emitter.node('ReduceSum', [products, emitter.int64s([0])], {
    attributes: { keepdims: { int: 0 } },
  });
}

/** For every place of the kernel, row-major: the slice of the padded x that it sees, in the places of the output. */
function shiftedInputs(emitter: Emitter, x: string, node: Node): readonly string[] {
  const { shape, strides, before, after } = node.attributes as ConvolutionGradientAttributes;
  const output = node.inputs[1]!.shape;
  const padded = emitter.node('Pad', [x, emitter.int64s([0, 0, ...before, 0, 0, ...after])]);
  const axes = emitter.int64s(strides.map((_, axis) => axis + 2));
  return kernelPlaces(shape.slice(2)).map((place) => {
    const ends = place.map((start, axis) => start + (output[axis + 2]! - 1) * strides[axis]! + 1);
    return emitter.node('Slice', [
      padded,
      emitter.int64s(place),
      emitter.int64s(ends),
      axes,
      emitter.int64s(strides),
    ]);
  });
}

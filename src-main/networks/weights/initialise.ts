import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { sizeOf } from '../../engine/index.ts';
import type { Initial, Weight, WeightDeclaration, WeightMap } from './weight.ts';

/** Starting values of declared weights. The same seed and declarations give the same numbers on every machine. */
export function initialWeights(declarations: readonly WeightDeclaration[], seed: number): WeightMap {
  const weights = new Map<string, Weight>();
  for (const { name, shape, initial } of declarations) {
    // A generator a weight, so that adding a layer does not change the others.
    const draw = uniformSource(seed, name);
    weights.set(name, {
      shape,
      values: Float32Array.from({ length: sizeOf(shape) }, valueSource(initial, draw)),
    });
  }
  return weights;
}

function valueSource(initial: Initial, draw: () => number): (_: unknown, index: number) => number {
  switch (initial.kind) {
    case 'normal':
      return () => initial.deviation * Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw());
    case 'uniform':
      return () => initial.limit * (2 * draw() - 1);
    case 'fixed':
      return (_, index) => initial.values[index]!;
    case 'fill':
      return () => initial.value;
  }
}

function uniformSource(seed: number, name: string): () => number {
  let hash = seed | 0;
  for (const character of name) hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193);
  const generator = xoroshiro128plus(hash);
  return () => uniformFloat64(generator);
}

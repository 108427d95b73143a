import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** A stream of random numbers. */
export interface Random {
  /** Uniform in 0…1, 1 left out. */
  unit(): number;
  /** Uniform in from…to. */
  between(from: number, to: number): number;
  /** A whole number in 0…count − 1. */
  below(count: number): number;
}

/**
 * The stream of one thing (a pair, an augmentation) of one run. Streams are made from numbers rather than
 * drawn from one another, so that a resumed run goes on exactly as it would have without the interruption.
 */
export function randomStream(...key: readonly number[]): Random {
  let hash = 0x811c9dc5;
  for (const part of key) {
    for (const word of [part | 0, Math.floor(part / 2 ** 32)]) hash = mix(hash ^ word);
  }
  const generator = xoroshiro128plus(hash);
  const unit = () => uniformFloat64(generator);
  return {
    unit,
    between: (from, to) => from + (to - from) * unit(),
    below: (count) => Math.floor(unit() * count),
  };
}

/** MurmurHash3's finaliser: neighbouring keys give unrelated streams. */
function mix(value: number): number {
  let x = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return x ^ (x >>> 16);
}

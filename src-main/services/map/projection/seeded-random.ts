/** A stream of random numbers whose whole state is one number, so that it can be kept and gone on with. */
export interface SeededRandom {
  /** Uniform in 0…1, 1 left out. */
  (): number;
  /** uint32: hand it to `seededRandom` for a stream that goes on from here. */
  readonly state: number;
}

/** Mulberry32 (Tommy Ettinger): 2³² numbers before it repeats, far more than a layout draws. */
export function seededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return Object.defineProperty(next, 'state', { get: () => state }) as SeededRandom;
}

/** `wanted` different numbers of 0…count − 1 in rising order, all of them when there are no more (Floyd's way). */
export function sampleOf(count: number, wanted: number, random: () => number): Int32Array {
  if (wanted >= count) return Int32Array.from({ length: count }, (_, index) => index);
  const chosen = new Set<number>();
  for (let last = count - wanted; last < count; last++) {
    const one = Math.floor(random() * (last + 1));
    chosen.add(chosen.has(one) ? last : one);
  }
  return Int32Array.from(chosen).sort();
}

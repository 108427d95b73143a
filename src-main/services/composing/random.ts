import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** A 32-bit FNV-1a hash of a text: stable across machines and releases, for seeds and for splits. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash ^= text.charCodeAt(index);
    hash = Math.imul(hash, 0x01000193);
  }
  return hash >>> 0;
}

/**
 * Seeded random choices. Streams are named (`new RandomStream(seed, 'clip 12 sound')`), so that a change in
 * how one part of a clip draws its numbers leaves the other parts as they were.
 */
export class RandomStream {
  readonly #generator;

  constructor(seed: number, name: string) {
    this.#generator = xoroshiro128plus(hashText(`${seed}/${name}`) | 0);
  }

  /** Uniform in 0…1, 1 excluded. */
  unit(): number {
    return (this.#generator.next() >>> 0) / 2 ** 32;
  }

  /** Uniform in `low`…`high`. */
  between(low: number, high: number): number {
    return low + this.unit() * (high - low);
  }

  /** A whole number from `low` to `high`, both included. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.unit() * (high - low + 1));
  }

  /** True with the given probability. */
  chance(probability: number): boolean {
    return this.unit() < probability;
  }

  /** One of the items, all equally likely. Throws a RangeError when there are none. */
  pick<Item>(items: readonly Item[]): Item {
    if (items.length === 0) throw new RangeError('Nothing to pick from.');
    return items[Math.floor(this.unit() * items.length)] as Item;
  }

  /** `count` different items in random order; all of them when there are fewer. */
  sample<Item>(items: readonly Item[], count: number): Item[] {
    const pool = [...items];
    const wanted = Math.min(count, pool.length);
    for (let index = 0; index < wanted; index++) {
      const other = this.integer(index, pool.length - 1);
      [pool[index], pool[other]] = [pool[other] as Item, pool[index] as Item];
    }
    return pool.slice(0, wanted);
  }
}

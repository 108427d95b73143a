/**
 * The places of the `count` smallest numbers, smallest first, equal ones in their order; and with them every further
 * place whose number equals the last. As the beginning of a stable sort of all, for a part of its work.
 */
export function smallestPlaces(numbers: ArrayLike<number>, count: number): Int32Array {
  const all = numbers.length;
  const limit = count < all ? (extremes(numbers, count, -1).at(-1) ?? -Infinity) : Infinity;
  const places: number[] = [];
  for (let place = 0; place < all; place++) if ((numbers[place] as number) <= limit) places.push(place);
  return Int32Array.from(places).sort((a, b) => (numbers[a] as number) - (numbers[b] as number) || a - b);
}

/** The `count` largest numbers, largest first; all where there are fewer. */
export function largest(numbers: ArrayLike<number>, count: number): Float64Array {
  return extremes(numbers, count, 1);
}

/** The `count` numbers that are largest (`sign` 1) or smallest (−1), the extreme one first. */
function extremes(numbers: ArrayLike<number>, count: number, sign: 1 | -1): Float64Array {
  const kept = new Float64Array(Math.min(count, numbers.length));
  let filled = 0;
  for (let place = 0; place < numbers.length; place++) {
    const value = numbers[place] as number;
    if (filled === kept.length && !(sign * value > sign * (kept[filled - 1] as number))) continue;
    // Few get this far once the list is full: it is kept in order by insertion.
    let slot = filled < kept.length ? filled++ : filled - 1;
    while (slot > 0 && sign * value > sign * (kept[slot - 1] as number)) {
      kept[slot] = kept[slot - 1] as number;
      slot--;
    }
    kept[slot] = value;
  }
  return kept;
}

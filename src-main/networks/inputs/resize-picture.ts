/**
 * A square RGB picture at another size: bilinear between pixel middles, averaging over the area where it shrinks
 * (triangle filter, as common image libraries resize with anti-aliasing).
 * @param rgb [side, side, 3] bytes. @returns [size, size, 3], 0…255, not rounded.
 */
export function resizePicture(rgb: Uint8Array, side: number, size: number): Float32Array {
  if (side === size) return Float32Array.from(rgb);
  const weights = triangleWeights(side, size);
  const rows = new Float32Array(size * side * 3);
  for (const [row, taps] of weights.entries()) {
    for (const { index, weight } of taps) {
      const from = index * side * 3;
      const to = row * side * 3;
      for (let offset = 0; offset < side * 3; offset++) rows[to + offset]! += weight * rgb[from + offset]!;
    }
  }
  const resized = new Float32Array(size * size * 3);
  for (let row = 0; row < size; row++) {
    for (const [column, taps] of weights.entries()) {
      for (const { index, weight } of taps) {
        const from = (row * side + index) * 3;
        const to = (row * size + column) * 3;
        for (let channel = 0; channel < 3; channel++)
          resized[to + channel]! += weight * rows[from + channel]!;
      }
    }
  }
  return resized;
}

/** For every new pixel the old ones it is made of; weights add up to 1. */
function triangleWeights(side: number, size: number): { index: number; weight: number }[][] {
  const scale = side / size;
  const reach = Math.max(1, scale);
  return Array.from({ length: size }, (_, position) => {
    const centre = (position + 0.5) * scale - 0.5;
    const taps: { index: number; weight: number }[] = [];
    for (let index = Math.ceil(centre - reach); index <= Math.floor(centre + reach); index++) {
      const weight = 1 - Math.abs(index - centre) / reach;
      if (weight > 0) taps.push({ index: Math.min(Math.max(index, 0), side - 1), weight });
    }
    const sum = taps.reduce((total, { weight }) => total + weight, 0);
    return taps.map(({ index, weight }) => ({ index, weight: weight / sum }));
  });
}

import { type ColourMapName, colourTable } from '../../src-main/contract/colour-maps.ts';

/** A colour map as a CSS gradient from the value 0 on the left to 1 on the right, for legends. */
export function cssGradient(name: ColourMapName): string {
  const table = colourTable(name);
  const stops = Array.from({ length: 17 }, (_, stop) => {
    const row = Math.round((stop / 16) * 255) * 3;
    return `rgb(${table[row]} ${table[row + 1]} ${table[row + 2]})`;
  });
  return `linear-gradient(to right, ${stops.join(', ')})`;
}

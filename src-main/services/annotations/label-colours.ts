/**
 * Colours for labels that differ for people with any usual kind of colour vision, on light and on dark: Paul
 * Tol's “muted” and “bright” qualitative schemes (https://personal.sron.nl/~pault/), without their greys.
 */
export const labelPalette = [
  '#4477aa',
  '#ee6677',
  '#228833',
  '#ccbb44',
  '#66ccee',
  '#aa3377',
  '#332288',
  '#88ccee',
  '#44aa99',
  '#117733',
  '#999933',
  '#ddcc77',
  '#cc6677',
  '#882255',
  '#aa4499',
] as const;

/** The colour of the palette that the fewest labels have, the earliest of those. */
export function nextColour(used: readonly string[]): string {
  const counts = new Map<string, number>(labelPalette.map((colour) => [colour, 0]));
  for (const colour of used) if (counts.has(colour)) counts.set(colour, counts.get(colour)! + 1);
  const fewest = Math.min(...counts.values());
  return labelPalette.find((colour) => counts.get(colour) === fewest)!;
}

/** The four directions in the order of Table 1. */
export const directions = ['imIm', 'imAud', 'audIm', 'audAud'] as const;
export type Direction = (typeof directions)[number];

/** `0.412`: an nDCG as the paper prints it. */
export function formatNdcg(score: number | null): string {
  return score === null ? '–' : score.toFixed(3);
}

/** `81.3 %`, with one decimal: a difference of a point matters. */
export function formatShare(share: number | null): string {
  return share === null ? '–' : `${(share * 100).toFixed(1)}\u2009%`;
}

/** The frequencies of an annotation in hertz; null is an open end. */
export interface Band {
  readonly lowHz: number | null;
  readonly highHz: number | null;
}

/** What of a band a hand or a key moves. */
export type BandEdge = keyof Band;

/** The top of the timeline's spectrogram: half of the 48 kHz at which sounds are read. */
export const highestHertz = 24_000;

/** What one key press moves an edge by, and what the two edges keep between them. */
export const bandStepHertz = 50;

/** Where an edge lies, in hertz inside the spectrogram; an open end lies at its border. */
export function hertzOf(band: Band, edge: BandEdge): number {
  const hertz = band[edge] ?? (edge === 'lowHz' ? 0 : highestHertz);
  return Math.min(Math.max(hertz, 0), highestHertz);
}

/** How far from the top of the spectrogram a frequency lies, 0…1. */
export function shareFromTop(hertz: number): number {
  return 1 - hertz / highestHertz;
}

/** How high the place is by which an edge is taken hold of, in CSS pixels (WCAG 2.2, 2.5.8). */
export const gripPixels = 24;

/**
 * Where the grips of both edges begin, in CSS pixels from the top of a spectrogram of a height of two grips or more:
 * each about its edge, inside the spectrogram, and never one over the other.
 */
export function gripPlaces(band: Band, height: number): Record<BandEdge, number> {
  const between = (least: number, value: number, most: number) => Math.max(least, Math.min(value, most));
  const [high, low] = (['highHz', 'lowHz'] as const).map(
    (edge) => shareFromTop(hertzOf(band, edge)) * height,
  );
  const highHz = between(0, high! - gripPixels * 0.7, height - 2 * gripPixels);
  const lowHz = between(highHz + gripPixels, low! - gripPixels * 0.3, height - gripPixels);
  return { lowHz, highHz };
}

/**
 * A band after one of its edges was brought to a frequency, in whole tens of hertz. It stops short of the other edge;
 * at the border of the spectrogram it becomes an open end.
 */
export function movedBand(band: Band, edge: BandEdge, hertz: number): Band {
  const rounded = Math.round(hertz / 10) * 10;
  if (edge === 'lowHz') {
    const lowHz = Math.min(rounded, hertzOf(band, 'highHz') - bandStepHertz);
    return { ...band, lowHz: lowHz <= 0 ? null : lowHz };
  }
  const highHz = Math.max(rounded, hertzOf(band, 'lowHz') + bandStepHertz);
  return { ...band, highHz: highHz >= highestHertz ? null : highHz };
}

/** Where a key brings an edge that has the focus, in hertz; null for keys that move nothing. */
export function hertzByKey(band: Band, edge: BandEdge, key: string, shift: boolean): number | null {
  const step = shift ? bandStepHertz * 10 : bandStepHertz;
  const now = hertzOf(band, edge);
  const places: Record<string, number> = {
    ArrowUp: now + step,
    ArrowRight: now + step,
    ArrowDown: now - step,
    ArrowLeft: now - step,
    PageUp: now + bandStepHertz * 20,
    PageDown: now - bandStepHertz * 20,
    Home: 0,
    End: highestHertz,
  };
  return places[key] ?? null;
}

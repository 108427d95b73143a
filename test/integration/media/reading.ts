import type { Probe } from '../../../src-main/media/index.ts';
import { probe } from '../../../src-main/media/index.ts';
import { tools } from '../../fixtures/clips.ts';

/** The file's probe, with the tools as the app finds them. */
export const probed = async (path: string): Promise<{ path: string; probe: Probe }> => ({
  path,
  probe: await probe(await tools(), path),
});

/** The number that a frame of a "coded" fixture shows: bit k is a white bar, an eighth of the square wide. */
export const codedNumber = (pixels: Uint8Array, size = 224): number => {
  const bar = size / 8;
  let number = 0;
  for (let bit = 0; bit < 8; bit += 1) {
    const offset = (Math.floor(size / 2) * size + Math.floor((bit + 0.5) * bar)) * 3;
    if (pixels[offset]! > 128) number += 2 ** bit;
  }
  return number;
};

/** Colour at a place of a square frame, 0…1 from its top left. */
export const colourAt = (pixels: Uint8Array, y: number, x: number, size = 224): string => {
  const offset = (Math.floor(y * size) * size + Math.floor(x * size)) * 3;
  const [red, green, blue] = [0, 1, 2].map((channel) => pixels[offset + channel]! > 90);
  if (red && green && blue) return 'white';
  if (red && !green && !blue) return 'red';
  if (!red && green && !blue) return 'green';
  if (!red && !green && blue) return 'blue';
  return 'other';
};

/** Colour in the middle of a cell of a 2 × 2 division of a square frame. */
export const quadrant = (pixels: Uint8Array, row: 0 | 1, column: 0 | 1, size = 224): string =>
  colourAt(pixels, (row + 0.5) / 2, (column + 0.5) / 2, size);

/** Times, within a window of sound, at which a burst begins after silence; seconds from the window's start. */
export const onsets = (samples: Float32Array, sampleRateHz = 48_000): number[] => {
  const found: number[] = [];
  let lastLoud = Number.NEGATIVE_INFINITY;
  samples.forEach((sample, index) => {
    if (Math.abs(sample) < 0.15) return;
    if (index - lastLoud > sampleRateHz / 20) found.push(index / sampleRateHz);
    lastLoud = index;
  });
  return found;
};

/** Root mean square of a window. */
export const level = (samples: Float32Array): number =>
  Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);

import { encode } from 'fast-png';
import { MediaError } from './media-error.ts';
import { checkSpan, readSound, soundOf, soundStart } from './read-sound.ts';
import { SoundBuffer, sampleRateHz } from './sound-buffer.ts';
import { rowBins, Spectrum } from './spectrum.ts';
import type { Cancellable, EncodedImage, Probe, Span, Tools } from './types.ts';

const windowSize = 1024;
const windowSeconds = windowSize / sampleRateHz;
/** More would not be seen: a column of a long span shows a sample of what it covers. */
const mostWindowsPerColumn = 4;
/** Full scale is white, and what lies this far below is black. */
const rangeDecibels = 90;
const mostPixels = 16384;

export type SpectrogramOptions = Cancellable & {
  readonly width: number;
  readonly height: number;
  /** How rows are spaced from 0 to 24 kHz, low at the bottom; `mel` when left out. */
  readonly scale?: 'linear' | 'mel' | undefined;
};

const checkSize = (value: number, field: string): void => {
  if (Number.isInteger(value) && value >= 1 && value <= mostPixels) return;
  throw new MediaError('invalid-input', `A spectrogram of ${value} pixels cannot be drawn.`, {
    field,
    allowed: `a whole number from 1 to ${mostPixels}`,
  });
};

/** Draws one column: the strongest bin of each row, in decibels, as grey. */
const drawColumn = (
  pixels: Uint8Array,
  column: number,
  width: number,
  power: Float64Array,
  rows: readonly { first: number; last: number }[],
): void => {
  rows.forEach(({ first, last }, row) => {
    let strongest = 0;
    for (let bin = first; bin <= last; bin += 1) strongest = Math.max(strongest, power[bin]!);
    const decibels = 10 * Math.log10(strongest + 1e-12);
    const share = Math.max(0, Math.min(1, 1 + decibels / rangeDecibels));
    pixels[row * width + column] = Math.round(share * 255);
  });
};

/**
 * A spectrogram of a span as a grey PNG, time to the right and frequency upwards: log magnitude over 90 dB below full
 * scale (white), Hann windows of 1024 samples. Decoded as a stream. The window tints it. Throws `no-sound`,
 * `unreadable-file`, `invalid-input`, `time-limit`, `cancelled`.
 */
export const spectrogramPng = async (
  tools: Tools,
  path: string,
  probe: Probe,
  span: Span,
  options: SpectrogramOptions,
): Promise<EncodedImage> => {
  const { width, height, scale = 'mel', signal } = options;
  checkSize(width, 'width');
  checkSize(height, 'height');
  checkSpan(span);
  const buffer = new SoundBuffer(soundStart(span.fromSeconds).firstSample, soundOf(probe).startSeconds);
  const columnSeconds = (span.toSeconds - span.fromSeconds) / width;
  const perColumn = Math.max(
    1,
    Math.min(mostWindowsPerColumn, Math.ceil((columnSeconds / windowSeconds) * 2)),
  );
  const spectrum = new Spectrum(windowSize);
  const rows = rowBins(height, windowSize, sampleRateHz, scale);
  const pixels = new Uint8Array(width * height);
  let power = new Float64Array(windowSize / 2 + 1);
  let done = 0;
  const drawReady = () => {
    for (; done < width * perColumn; done += 1) {
      const centre = span.fromSeconds + ((done + 0.5) * columnSeconds) / perColumn;
      // Windows of a long span lie minutes apart: what lies between them must not wait in memory.
      buffer.discardBefore(centre - windowSeconds);
      if (!buffer.reaches(centre + windowSeconds)) return;
      const samples = buffer.window(centre, windowSeconds);
      if (samples !== null) spectrum.addPower(samples, power);
      if ((done + 1) % perColumn !== 0) continue;
      const column = (done + 1) / perColumn - 1;
      drawColumn(
        pixels,
        column,
        width,
        power.map((value) => value / perColumn),
        rows,
      );
      power = new Float64Array(windowSize / 2 + 1);
    }
  };
  const decoded = { fromSeconds: span.fromSeconds, toSeconds: span.toSeconds + 0.1 };
  for await (const bytes of readSound(tools, path, probe, decoded, { signal })) {
    buffer.push(bytes);
    drawReady();
  }
  buffer.close();
  drawReady();
  const bytes = encode({ width, height, data: pixels, channels: 1, depth: 8 });
  return { bytes, width, height };
};

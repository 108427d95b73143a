import { formatTick } from '../../../logic/formatting.ts';
import { pixelAt, type TimeView, ticks } from '../../../logic/time-axis.ts';
import type { FilmSource } from './film-source.ts';
import type { Palette } from './palette.ts';
import type { SpectrogramSource } from './spectrogram-source.ts';
import type { Track } from './tracks.ts';
import type { WaveSource } from './wave-source.ts';

/** What a painter paints on: a canvas scaled to CSS pixels, the row, the part of the video and the colours. */
export interface Surface {
  readonly context: CanvasRenderingContext2D;
  readonly track: Track;
  readonly view: TimeView;
  readonly width: number;
  readonly palette: Palette;
}

/** Correspondence of picture and sound over time: a score for each moment. */
export interface MatchTrack {
  readonly at: readonly number[];
  readonly score: readonly number[];
}

export function paintRuler({ context, track, view, width, palette }: Surface, labelPixels: number): void {
  context.font = palette.font;
  context.textBaseline = 'alphabetic';
  const lines = ticks(view, width, labelPixels);
  const majors = lines.filter((line) => line.major);
  const step = majors.length > 1 ? majors[1]!.at - majors[0]!.at : 1;
  for (const { at, major } of lines) {
    const x = Math.round(pixelAt(view, at, width)) + 0.5;
    const length = major ? track.height * 0.42 : track.height * 0.2;
    context.fillStyle = major ? palette.faint : palette.line;
    context.fillRect(x - 0.5, track.top + track.height - length, 1, length);
    if (!major) continue;
    context.fillStyle = palette.faint;
    context.fillText(formatTick(at, step), x + 4, track.top + track.height * 0.62);
  }
}

/** Frames side by side; each stands for the middle of the time it covers, at places that do not move while panning. */
export function paintFilm({ context, track, view, width }: Surface, film: FilmSource, aspect: number): void {
  const tileWidth = track.height * aspect;
  const tileSeconds = ((view.to - view.from) / width) * tileWidth;
  film.startPaint();
  context.save();
  context.beginPath();
  context.rect(0, track.top, width, track.height);
  context.clip();
  for (let tile = Math.floor(view.from / tileSeconds); tile * tileSeconds < view.to; tile += 1) {
    const frame = film.frameAt((tile + 0.5) * tileSeconds, tileSeconds / 2);
    if (!frame) continue;
    const x = pixelAt(view, tile * tileSeconds, width);
    const { image } = frame;
    context.drawImage(
      image,
      frame.x,
      0,
      frame.width,
      frame.height,
      x,
      track.top,
      tileWidth - 1,
      track.height,
    );
  }
  context.restore();
}

export function paintWave(
  { context, track, view, width, palette }: Surface,
  wave: WaveSource,
  peak: number,
): void {
  wave.want(view.from, view.to);
  const middle = track.top + track.height / 2;
  const scale = (track.height / 2 - 1) / peak;
  context.fillStyle = palette.line;
  context.fillRect(0, Math.round(middle), width, 1);
  context.fillStyle = palette.wave;
  const seconds = (view.to - view.from) / width;
  for (let x = 0; x < width; x += 1) {
    const extent = wave.extent(view.from + x * seconds, view.from + (x + 1) * seconds);
    if (!extent) continue;
    const top = middle - extent.high * scale;
    const bottom = middle - extent.low * scale;
    context.fillRect(x, top, 1, Math.max(bottom - top, 1));
  }
}

export function paintSpectrogram(
  { context, track, view, width, palette }: Surface,
  source: SpectrogramSource,
): void {
  context.save();
  context.beginPath();
  context.rect(0, track.top, width, track.height);
  context.clip();
  // Loud is bright on dark paper and dark on light paper.
  if (!palette.dark) context.filter = 'invert(1)';
  for (const { from, to, image } of source.tilesFor(view, width)) {
    const left = pixelAt(view, from, width);
    const right = pixelAt(view, to, width);
    context.drawImage(image, left, track.top, right - left, track.height);
  }
  context.restore();
}

/** A step for each moment: scores are of single seconds, and a curve through them would invent what lies between. */
export function paintMatch({ context, track, view, width, palette }: Surface, match: MatchTrack): void {
  const bottom = track.top + track.height;
  const { at, score } = match;
  context.fillStyle = palette.line;
  context.fillRect(0, bottom - 1, width, 1);
  context.fillRect(0, Math.round(track.top + track.height / 2), width, 1);
  for (let index = 0; index < at.length; index += 1) {
    const before = index > 0 ? (at[index - 1]! + at[index]!) / 2 : Math.max(at[index]! - 0.5, 0);
    const after = index < at.length - 1 ? (at[index]! + at[index + 1]!) / 2 : at[index]! + 0.5;
    if (after < view.from || before > view.to) continue;
    const left = pixelAt(view, before, width);
    const right = pixelAt(view, after, width);
    const height = Math.max(score[index]! * (track.height - 2), 1);
    context.fillStyle = palette.accentSoft;
    context.fillRect(left, bottom - height, right - left - 1, height);
    context.fillStyle = palette.accent;
    context.fillRect(left, bottom - height, right - left - 1, 1.5);
  }
}

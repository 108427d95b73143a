/** A row of the timeline. */
export type TrackName = 'ruler' | 'film' | 'wave' | 'spectrogram' | 'match';

/** Where a row lies, in CSS pixels from the top of the canvas. */
export interface Track {
  readonly name: TrackName;
  readonly top: number;
  readonly height: number;
}

/** Heights in rem; the gap between rows is a hairline of background. */
const heights: Record<TrackName, number> = { ruler: 1.5, film: 2.9, wave: 3.1, spectrogram: 3.9, match: 2.3 };
const gapRem = 0.15;

/** How much taller the rows are drawn where the window is high, so that a large screen shows more of the sound. */
export function rowScale(windowHeight: number, remPixels: number): number {
  return Math.min(Math.max(windowHeight / (remPixels * 70), 1), 1.6);
}

/** The rows a file has: no frames without picture, no waveform without sound, no match without both. */
export function layOutTracks(
  has: { picture: boolean; sound: boolean },
  remPixels: number,
  scale: number,
): Track[] {
  const names: TrackName[] = ['ruler'];
  if (has.picture) names.push('film');
  if (has.sound) names.push('wave', 'spectrogram');
  if (has.picture && has.sound) names.push('match');
  let top = 0;
  return names.map((name) => {
    const height = heights[name] * remPixels * (name === 'ruler' ? 1 : scale);
    const track = { name, top, height };
    top += track.height + gapRem * remPixels;
    return track;
  });
}

/** The height of all rows together, in CSS pixels; the same for every file, so that nothing jumps between two. */
export function tracksHeight(remPixels: number, scale: number): number {
  const all = layOutTracks({ picture: true, sound: true }, remPixels, scale);
  const last = all.at(-1)!;
  return last.top + last.height;
}

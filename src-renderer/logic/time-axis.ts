/** The part of a recording that the timeline shows, in seconds; `from` < `to`. */
export interface TimeView {
  readonly from: number;
  readonly to: number;
}

/** A labelled line of the ruler; `major` lines carry a label. */
export interface Tick {
  readonly at: number;
  readonly major: boolean;
}

/** The deepest zoom: two hundredths of a second across the whole timeline, where single samples can be told apart. */
export const shortestViewSeconds = 0.02;

const tickSteps = [
  0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800,
  3600, 7200,
];

/** The view of a whole recording. */
export function wholeView(durationSeconds: number): TimeView {
  return { from: 0, to: Math.max(durationSeconds, shortestViewSeconds) };
}

/** The nearest view that lies inside the recording, keeping its length where it can. */
export function clampView(view: TimeView, durationSeconds: number): TimeView {
  const whole = wholeView(durationSeconds);
  const length = Math.min(Math.max(view.to - view.from, shortestViewSeconds), whole.to);
  const from = Math.min(Math.max(view.from, 0), whole.to - length);
  return { from, to: from + length };
}

/** Zooms by a factor (over 1 shows less) while the time under the pointer stays where it is. */
export function zoomAround(
  view: TimeView,
  durationSeconds: number,
  factor: number,
  anchorSeconds: number,
): TimeView {
  const whole = wholeView(durationSeconds);
  const length = Math.min(Math.max((view.to - view.from) / factor, shortestViewSeconds), whole.to);
  const share = (anchorSeconds - view.from) / (view.to - view.from);
  const from = anchorSeconds - share * length;
  return clampView({ from, to: from + length }, durationSeconds);
}

/** Moves the view along the recording without changing its length. */
export function panBy(view: TimeView, durationSeconds: number, seconds: number): TimeView {
  return clampView({ from: view.from + seconds, to: view.to + seconds }, durationSeconds);
}

/** Where a time lies, in pixels from the left edge; may be outside 0…width. */
export function pixelAt(view: TimeView, seconds: number, width: number): number {
  return ((seconds - view.from) / (view.to - view.from)) * width;
}

/** Where a stretch of time lies, in pixels; a little beyond the edges at most: browsers draw no bar a mile long. */
export function stretchOn(
  view: TimeView,
  width: number,
  fromSeconds: number,
  toSeconds: number,
): { left: number; right: number } {
  const clamp = (pixel: number) => Math.min(Math.max(pixel, -20), width + 20);
  return { left: clamp(pixelAt(view, fromSeconds, width)), right: clamp(pixelAt(view, toSeconds, width)) };
}

/** The time under a pixel, kept inside the recording. */
export function secondsAt(view: TimeView, pixel: number, width: number, durationSeconds: number): number {
  const seconds = view.from + (pixel / Math.max(width, 1)) * (view.to - view.from);
  return Math.min(Math.max(seconds, 0), durationSeconds);
}

/** The view that keeps a moving playhead in sight: turns the page when it leaves, as a score would. */
export function followPlayhead(view: TimeView, durationSeconds: number, at: number): TimeView {
  if (at >= view.from && at <= view.to) return view;
  const length = view.to - view.from;
  return clampView({ from: at - length * 0.05, to: at + length * 0.95 }, durationSeconds);
}

/** The ruler's lines inside a view: labelled ones at least `labelPixels` apart, five lines to a label. */
export function ticks(view: TimeView, width: number, labelPixels: number): Tick[] {
  const secondsPerLabel = ((view.to - view.from) / Math.max(width, 1)) * labelPixels;
  const major = tickSteps.find((step) => step >= secondsPerLabel) ?? 7200;
  const minor = major / 5;
  const result: Tick[] = [];
  const last = Math.floor(view.to / minor + 1e-6);
  for (let index = Math.max(0, Math.ceil(view.from / minor - 1e-6)); index <= last; index += 1) {
    // Not `index * minor`: 15 × 0.2 is a little over 3.
    result.push({ at: (index * major) / 5, major: index % 5 === 0 });
  }
  return result;
}

export { InterchangeError } from './errors.ts';
export { constantClock, type FrameClock, variableClock } from './frame-clock.ts';
export { formatNamed, interchangeFormats, recogniseFormat } from './registry.ts';
export type * from './types.ts';
export { makeVideoFinder } from './video-finder.ts';

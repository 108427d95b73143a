export { InterchangeError } from './errors.ts';
export { type ExportControl, exportAnnotations } from './export-annotations.ts';
export { exportClips } from './export-clips.ts';
export { constantClock, type FrameClock, variableClock } from './frame-clock.ts';
export { applyImport, newLabels, prepareImport, readImportFile, reportOf } from './import-annotations.ts';
export { interchangeHandlers } from './interchange-service.ts';
export { formatNamed, interchangeFormats, recogniseFormat } from './registry.ts';
export type * from './types.ts';
export { makeVideoFinder } from './video-finder.ts';

export { annotationHandlers, createAnnotationHandlers } from './annotation-service.ts';
export { type AudioSetClass, readAudioSetClasses } from './audioset-names.ts';
export { withConflicts } from './conflicts.ts';
export { labelPalette, nextColour } from './label-colours.ts';
export {
  type ImportOutcome,
  importNeutral,
  type NeutralImport,
  type NeutralQuery,
  neutralDocument,
  neutralVideo,
} from './neutral-documents.ts';
export { cutPlace, mergePlaces, splitPlace } from './span-edits.ts';
export { accuracyOf, statisticsOf } from './statistics.ts';
export type * from './types.ts';
export { gapsOf, nextGap } from './unlabelled.ts';
export { watchChanges } from './watch-changes.ts';

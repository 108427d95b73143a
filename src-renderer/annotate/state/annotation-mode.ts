import type { Annotation } from '../../../src-main/contract/annotation-values.ts';
import type { AnnotationData } from './annotation-data.svelte.ts';
import type { AnnotationEdits } from './annotation-edits.ts';

/** A span being marked: it has a start, and perhaps an end; with a label when a label's key began it. */
export interface Draft {
  readonly fromSeconds: number;
  readonly toSeconds: number | null;
  readonly labelId: number | null;
}

/** What boxes and proposals need of the annotation mode that they are a part of. */
export interface AnnotationMode {
  readonly on: boolean;
  draft: Draft | null;
  readonly data: AnnotationData;
  readonly edits: AnnotationEdits;
  /** The annotation that keys act on: the last chosen; null for none. */
  readonly chosen: Annotation | null;
  select(ids: readonly number[]): void;
  /** Chooses an annotation of a video that the player is about to show. */
  selectIn(video: number, annotation: number): void;
  /** Removes those chosen. */
  remove(): Promise<void>;
}

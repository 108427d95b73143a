/**
 * `proposed` comes from a model and no person has looked at it; `rejected` proposals are kept, so that they are
 * neither counted wrong nor proposed again. What a person makes is `accepted`, until it is `checked` or `unsure`.
 */
export type AnnotationStatus = 'proposed' | 'accepted' | 'checked' | 'unsure' | 'rejected';

/** A box at a key time; coordinates 0…1 of the displayed picture, from its top left. */
export interface KeyBox {
  readonly atSeconds: number;
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** Where a proposal came from. */
export interface ProposalOrigin {
  /** How it was made, e.g. `heatmap-box`, `correspondence-span`, `recurring-sound`, `neighbour-label`. */
  readonly method: string;
  readonly model: string | null;
  /** The label that was proposed, whatever the annotation bears now. */
  readonly labelId: number | null;
  /** 0…1, or null when the method gives none. */
  readonly confidence: number | null;
}

/** What an annotation says, without who and when. A span, boxes or both; without either it is about the whole video. */
export interface AnnotationContent {
  readonly videoId: number;
  readonly labelId: number | null;
  readonly span: { readonly fromSeconds: number; readonly toSeconds: number } | null;
  /** In order of time, one per time. */
  readonly boxes: readonly KeyBox[];
  /** Frequency range of the sound, when drawn on a spectrogram. */
  readonly lowHz: number | null;
  readonly highHz: number | null;
  readonly note: string;
  readonly status: AnnotationStatus;
  readonly proposal: ProposalOrigin | null;
  /** A layer or tier that imported files name; null for none. */
  readonly track: string | null;
}

export interface Annotation extends AnnotationContent {
  readonly id: number;
  readonly author: string;
  readonly createdAt: string;
  readonly modifiedBy: string;
  readonly modifiedAt: string;
  /** Grows with every change; a change must name the version it was made on. */
  readonly version: number;
}

export interface LabelContent {
  readonly name: string;
  /** `#rrggbb` */
  readonly colour: string;
  /** One key, e.g. `k` or `1`, unique among labels. */
  readonly hotkey: string | null;
  /** Id in the AudioSet ontology, e.g. `/m/05tny_`. */
  readonly audioSetId: string | null;
}

export interface Label extends LabelContent {
  readonly id: number;
  readonly createdAt: string;
  readonly modifiedAt: string;
  readonly version: number;
}

export interface LabelRepository {
  /** In order of name. */
  list(): Label[];
  /** @throws StoreError `not-found` */
  get(id: number): Label;
  findByName(name: string): Label | null;
  /** How many annotations (rejected ones left out) bear each label. */
  counts(): Map<number, number>;
}

export interface AnnotationQuery {
  readonly videoId?: number;
  readonly labelIds?: readonly number[];
  readonly statuses?: readonly AnnotationStatus[];
  readonly authors?: readonly string[];
  /** Only those that touch this span. */
  readonly fromSeconds?: number;
  readonly toSeconds?: number;
  /** Words that must all be in the note, the label's name or the track; case and accents do not matter. */
  readonly search?: string;
  /** `time` is by video, then start; `uncertainty` puts the least confident proposals first. */
  readonly sort?: 'time' | 'modified' | 'uncertainty';
  readonly offset?: number;
  readonly limit?: number;
}

/** Acceptance of proposals, by method and model. */
export interface ProposalCount {
  readonly method: string;
  readonly model: string | null;
  readonly proposed: number;
  readonly accepted: number;
  /** Of the accepted ones, those whose label a person changed. */
  readonly relabelled: number;
  readonly rejected: number;
}

export interface AnnotationRepository {
  /** @throws StoreError `not-found` */
  get(id: number): Annotation;
  list(query: AnnotationQuery): { total: number; items: Annotation[] };
  authors(): { author: string; annotations: number }[];
  /** How many videos have an annotation that a person made or accepted. */
  annotatedVideos(): number;
  /** How many annotations have each status, and how many seconds of spans they cover, by label. */
  totals(): { labelId: number | null; status: AnnotationStatus; count: number; seconds: number }[];
  proposals(): ProposalCount[];
}

/** One step of an edit. `version` is the one the caller saw; another on record refuses the whole edit. */
export type EditStep =
  | {
      readonly kind: 'create-annotation';
      readonly content: AnnotationContent;
      /** Who and when, where not the edit's own: imported annotations keep theirs. */
      readonly author?: string;
      readonly createdAt?: string;
      readonly modifiedAt?: string;
      /** Instead of ids in the content: a label by name, possibly made by an earlier step. */
      readonly labelName?: string;
    }
  | {
      readonly kind: 'update-annotation';
      readonly id: number;
      readonly version: number;
      readonly change: Partial<Omit<AnnotationContent, 'videoId'>>;
    }
  | { readonly kind: 'remove-annotation'; readonly id: number; readonly version: number }
  | { readonly kind: 'create-label'; readonly content: LabelContent }
  | {
      readonly kind: 'update-label';
      readonly id: number;
      readonly version: number;
      readonly change: Partial<LabelContent>;
    }
  | {
      readonly kind: 'remove-label';
      readonly id: number;
      readonly version: number;
      /** The label that annotations which bear the removed one get instead; null leaves them without. */
      readonly replacement: number | null;
    };

/** What an edit, an undo or a redo changed. */
export interface EditResult {
  /** Id of the entry in the history. */
  readonly entry: number;
  readonly title: string;
  /** As they are now, in the order of the steps. */
  readonly annotations: Annotation[];
  readonly removedAnnotations: number[];
  readonly labels: Label[];
  readonly removedLabels: number[];
  /** Videos whose annotations changed. */
  readonly videoIds: number[];
}

export interface HistoryEntry {
  readonly id: number;
  readonly title: string;
  readonly author: string;
  readonly createdAt: string;
  readonly undone: boolean;
}

export interface HistoryRepository {
  /**
   * Makes an edit and its undo record in one transaction; both are there afterwards, or neither.
   * Steps see the ones before them. What was undone before can no longer be redone. The latest 1,000 edits
   * are kept.
   * @throws StoreError `conflict` on a stale version (`current` holds the row, or null when it is gone) or a
   * name or hotkey in use; `not-found` for an unknown video or label; `invalid-input`
   */
  edit(request: { title: string; author: string; steps: readonly EditStep[] }): EditResult;
  /**
   * Takes back the latest edit, whoever made it; null when there is none. Rows get new versions, so that a
   * window which has not noticed is told. What hung on a video that is gone for good is passed over.
   */
  undo(): EditResult | null;
  redo(): EditResult | null;
  /** How many edits can be undone and redone, and the titles of the next ones. */
  depth(): { undo: number; redo: number; nextUndo: string | null; nextRedo: string | null };
  /** Changes with every edit, undo and redo, by any process. */
  stamp(): string;
  /** Newest first. */
  entries(limit?: number): HistoryEntry[];
}

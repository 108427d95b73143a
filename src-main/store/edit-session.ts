import { checkedContent, checkedLabel } from './annotation-content.ts';
import type {
  Annotation,
  AnnotationContent,
  EditResult,
  EditStep,
  Label,
  LabelContent,
} from './annotation-types.ts';
import type { SqliteAnnotations } from './annotations.ts';
import { now } from './clock.ts';
import { StoreError } from './errors.ts';
import type { SqliteLabels } from './labels.ts';

export type RowKind = 'annotation' | 'label';

/** One row that an edit touched, before and after. */
export type Change =
  | {
      readonly kind: 'annotation';
      readonly id: number;
      readonly before: Annotation | null;
      readonly after: Annotation | null;
    }
  | {
      readonly kind: 'label';
      readonly id: number;
      readonly before: Label | null;
      readonly after: Label | null;
    };

type StepOf<Kind extends EditStep['kind']> = Extract<EditStep, { kind: Kind }>;

/** The steps of one edit as they are taken, inside the transaction that the history holds. */
export class EditSession {
  readonly changes: Change[] = [];
  readonly #annotations: SqliteAnnotations;
  readonly #labels: SqliteLabels;
  readonly #author: string;
  readonly #time = now();
  // Looked up once an edit: an import makes a hundred thousand rows while it keeps every other writer waiting.
  readonly #videos = new Set<number>();
  readonly #labelIds = new Set<number>();
  readonly #labelsByName = new Map<string, Label>();
  #nextId: number | null = null;

  constructor(annotations: SqliteAnnotations, labels: SqliteLabels, author: string) {
    this.#annotations = annotations;
    this.#labels = labels;
    this.#author = author;
  }

  take(step: EditStep): void {
    if (step.kind === 'create-annotation') this.#createAnnotation(step);
    else if (step.kind === 'update-annotation') this.#updateAnnotation(step);
    else if (step.kind === 'remove-annotation') this.#removeAnnotation(step);
    else if (step.kind === 'create-label') this.#createLabel(step);
    else if (step.kind === 'update-label') this.#updateLabel(step);
    else this.#removeLabel(step);
  }

  /** Makes a row what an earlier edit saw; the version grows all the same, or nobody would notice. */
  restore(kind: RowKind, id: number, target: Annotation | Label | null): void {
    if (kind === 'annotation') this.#restoreAnnotation(id, target as Annotation | null);
    else {
      const before = this.#labels.peek(id);
      const after = target === null ? null : { ...(target as Label), version: newer(before, target) };
      this.#changeLabel(id, before, after);
    }
  }

  /** What has been changed, each row as it is now. */
  result(entry: number, title: string): EditResult {
    const annotations = new Map<number, Annotation | null>();
    const labels = new Map<number, Label | null>();
    const videoIds = new Set<number>();
    for (const change of this.changes) {
      if (change.kind === 'label') labels.set(change.id, change.after);
      else {
        annotations.set(change.id, change.after);
        videoIds.add((change.after ?? change.before)!.videoId);
      }
    }
    return {
      entry,
      title,
      annotations: present(annotations),
      removedAnnotations: absent(annotations),
      labels: present(labels),
      removedLabels: absent(labels),
      videoIds: [...videoIds],
    };
  }

  #createAnnotation(step: StepOf<'create-annotation'>): void {
    const author = step.author ?? this.#author;
    const createdAt = step.createdAt ?? this.#time;
    const id = this.#nextId ?? this.#annotations.nextId();
    this.#nextId = id + 1;
    this.#changeAnnotation(id, null, {
      ...this.#checked(this.#named(step)),
      id,
      author,
      createdAt,
      modifiedBy: author,
      modifiedAt: step.modifiedAt ?? createdAt,
      version: 1,
    });
  }

  /** The content with the label that the step names put in. */
  #named({ content, labelName }: StepOf<'create-annotation'>): AnnotationContent {
    if (labelName === undefined) return content;
    const label = this.#labelsByName.get(labelName) ?? this.#labels.findByName(labelName);
    if (label === null)
      throw new StoreError('not-found', `The library has no label “${labelName}”.`, { field: 'label' });
    this.#labelsByName.set(labelName, label);
    const { proposal } = content;
    return { ...content, labelId: label.id, proposal: proposal && { ...proposal, labelId: label.id } };
  }

  #updateAnnotation(step: StepOf<'update-annotation'>): void {
    const before = this.#annotations.peek(step.id);
    assertCurrent('annotation', step, before);
    this.#changeAnnotation(step.id, before, {
      ...before,
      ...this.#checked({ ...before, ...step.change }),
      modifiedBy: this.#author,
      modifiedAt: this.#time,
      version: before.version + 1,
    });
  }

  #removeAnnotation(step: StepOf<'remove-annotation'>): void {
    const before = this.#annotations.peek(step.id);
    assertCurrent('annotation', step, before);
    this.#changeAnnotation(step.id, before, null);
  }

  #restoreAnnotation(id: number, target: Annotation | null): void {
    const before = this.#annotations.peek(id);
    // Its video was discarded for good, and the annotation with it.
    if (target !== null && !this.#annotations.hasVideo(target.videoId)) return;
    if (target === null && before === null) return;
    const after = target === null ? null : { ...target, version: newer(before, target) };
    this.#changeAnnotation(id, before, after);
  }

  #createLabel(step: StepOf<'create-label'>): void {
    const id = this.#labels.nextId();
    this.#changeLabel(id, null, {
      ...ownLabel(checkedLabel(step.content)),
      id,
      createdAt: this.#time,
      modifiedAt: this.#time,
      version: 1,
    });
  }

  #updateLabel(step: StepOf<'update-label'>): void {
    const before = this.#labels.peek(step.id);
    assertCurrent('label', step, before);
    this.#changeLabel(step.id, before, {
      ...before,
      ...ownLabel(checkedLabel({ ...before, ...step.change })),
      modifiedAt: this.#time,
      version: before.version + 1,
    });
  }

  #removeLabel(step: StepOf<'remove-label'>): void {
    const before = this.#labels.peek(step.id);
    assertCurrent('label', step, before);
    if (step.replacement === step.id)
      throw new StoreError('invalid-input', 'A label cannot be replaced by itself.', {
        field: 'replacement',
      });
    for (const id of this.#annotations.bearing(step.id)) {
      const { version } = this.#annotations.get(id);
      this.#updateAnnotation({
        kind: 'update-annotation',
        id,
        version,
        change: { labelId: step.replacement },
      });
    }
    this.#changeLabel(step.id, before, null);
  }

  #checked(content: AnnotationContent): AnnotationContent {
    const { videoId, labelId } = content;
    if (!this.#videos.has(videoId) && !this.#annotations.hasVideo(videoId))
      throw new StoreError('not-found', `The library has no video ${videoId}.`, { field: 'video' });
    this.#videos.add(videoId);
    if (labelId !== null && !this.#labelIds.has(labelId)) this.#labels.get(labelId);
    if (labelId !== null) this.#labelIds.add(labelId);
    return ownContent(checkedContent(content));
  }

  #changeAnnotation(id: number, before: Annotation | null, after: Annotation | null): void {
    if (before !== null) this.#annotations.erase(id);
    if (after !== null) this.#annotations.insert(after);
    this.changes.push({ kind: 'annotation', id, before, after });
  }

  #changeLabel(id: number, before: Label | null, after: Label | null): void {
    this.#labelIds.clear();
    this.#labelsByName.clear();
    if (after === null) this.#labels.erase(id);
    else this.#labels.write(after);
    this.changes.push({ kind: 'label', id, before, after });
  }
}

/** @throws StoreError `conflict` with the row as it is now, when the caller saw another version of it */
function assertCurrent<Row extends Annotation | Label>(
  what: string,
  step: { id: number; version: number },
  current: Row | null,
): asserts current is Row {
  if (current !== null && current.version === step.version) return;
  const message =
    current === null
      ? `The ${what} ${step.id} has been removed meanwhile.`
      : `The ${what} ${step.id} has been changed meanwhile: version ${step.version} is now ${current.version}.`;
  throw new StoreError('conflict', message, { field: 'version', current });
}

function newer(before: { version: number } | null, target: { version: number }): number {
  return Math.max(before?.version ?? 0, target.version) + 1;
}

function present<Row>(rows: Map<number, Row | null>): Row[] {
  return [...rows.values()].filter((row) => row !== null);
}

function absent<Row>(rows: Map<number, Row | null>): number[] {
  return [...rows].filter(([, row]) => row === null).map(([id]) => id);
}

/** Only the fields of content: a caller may pass a whole annotation. */
function ownContent(content: AnnotationContent): AnnotationContent {
  const { videoId, labelId, span, boxes, lowHz, highHz, note, status, proposal, track } = content;
  return { videoId, labelId, span, boxes, lowHz, highHz, note, status, proposal, track };
}

function ownLabel(content: LabelContent): LabelContent {
  const { name, colour, hotkey, audioSetId } = content;
  return { name, colour, hotkey, audioSetId };
}

import type { AnnotationChange } from '../../contract/annotation-values.ts';
import type { Handlers } from '../../contract/contract.ts';
import type { Annotation, AnnotationContent, EditResult, EditStep } from '../../store/index.ts';
import { emptyContent } from './annotation-content.ts';
import { withConflicts } from './conflicts.ts';
import { createSpans } from './create-spans.ts';
import { type Editor, inOrder } from './editor.ts';
import { defined } from './label-handlers.ts';
import { cutPlace, mergePlaces, splitPlace } from './span-edits.ts';

export type EditHandlers = Pick<
  Handlers,
  | 'annotations.create'
  | 'annotations.createSpans'
  | 'annotations.update'
  | 'annotations.updateMany'
  | 'annotations.remove'
  | 'annotations.split'
  | 'annotations.merge'
  | 'annotations.trim'
  | 'annotations.undo'
  | 'annotations.redo'
>;

interface Seen {
  annotation: number;
  version: number;
}

/** The methods that change annotations. */
export function editHandlers(editor: Editor): EditHandlers {
  const get = (id: number): Annotation => editor.store().annotations.get(id);
  const update = (seen: Seen, change: Partial<AnnotationContent>): EditStep => ({
    kind: 'update-annotation',
    id: seen.annotation,
    version: seen.version,
    change,
  });
  const step = (result: EditResult | null) => {
    if (result !== null) editor.tell(result);
    return {
      title: result?.title ?? null,
      annotations: result?.annotations ?? [],
      removed: result?.removedAnnotations ?? [],
      videos: result?.videoIds ?? [],
      depth: editor.store().history.depth(),
    };
  };
  return {
    'annotations.create': ({ video, author, ...change }) => {
      const content = { ...emptyContent, videoId: video, ...defined(change) };
      editor.store().videos.get(video);
      return editor.edit('Add an annotation', author, [{ kind: 'create-annotation', content }])
        .annotations[0]!;
    },
    'annotations.createSpans': ({ label, spans, author }) => createSpans(editor, label, spans, author),
    'annotations.update': ({ author, change, ...seen }) => {
      const steps = [update(seen, asPersonsOwn(get(seen.annotation), change))];
      return editor.edit('Change an annotation', author, steps).annotations[0]!;
    },
    'annotations.updateMany': ({ items, change, author }) => {
      const steps = items.map((seen) => update(seen, asPersonsOwn(get(seen.annotation), change)));
      const result = editor.edit(`Change ${items.length} annotations`, author, steps);
      return inOrder(
        result,
        items.map((seen) => seen.annotation),
      );
    },
    'annotations.remove': ({ items, author }) => {
      const steps = items.map(
        ({ annotation: id, version }): EditStep => ({ kind: 'remove-annotation', id, version }),
      );
      const title = items.length === 1 ? 'Remove an annotation' : `Remove ${items.length} annotations`;
      return { removed: editor.edit(title, author, steps).removedAnnotations };
    },
    'annotations.split': ({ atSeconds, author, ...seen }) => {
      const whole = get(seen.annotation);
      const { first, second } = splitPlace(whole, atSeconds);
      // Its twin counts as a person's work, or one accepted proposal would count twice.
      const proposal = whole.status === 'proposed' ? whole.proposal : null;
      const content = { ...whole, ...second, proposal };
      const rest: EditStep = { kind: 'create-annotation', content, author: whole.author };
      const { annotations } = editor.edit('Split an annotation', author, [update(seen, first), rest]);
      return { first: annotations[0]!, second: annotations[1]! };
    },
    'annotations.merge': ({ items, author }) => {
      const whole = items
        .map((seen) => ({ seen, annotation: get(seen.annotation) }))
        .sort((a, b) => startOf(a.annotation) - startOf(b.annotation));
      const [kept, ...others] = whole;
      const steps = [
        update(kept!.seen, mergePlaces(whole.map(({ annotation }) => annotation))),
        ...others.map(
          ({ seen }): EditStep => ({ kind: 'remove-annotation', id: seen.annotation, version: seen.version }),
        ),
      ];
      return editor.edit(`Merge ${items.length} annotations`, author, steps).annotations[0]!;
    },
    'annotations.trim': ({ fromSeconds, toSeconds, author, ...seen }) => {
      const change = trimmed(get(seen.annotation), fromSeconds, toSeconds);
      return editor.edit('Trim an annotation', author, [update(seen, change)]).annotations[0]!;
    },
    'annotations.undo': () => step(withConflicts(() => editor.store().history.undo())),
    'annotations.redo': () => step(withConflicts(() => editor.store().history.redo())),
  };
}

/** Whoever moves or renames a proposal has accepted it, so changed. */
function asPersonsOwn(current: Annotation, change: AnnotationChange): Partial<AnnotationContent> {
  const given = defined(change) as Partial<AnnotationContent>;
  const isProposal = current.status === 'proposed' || current.status === 'rejected';
  const touchesIt = Object.keys(given).some((field) => field !== 'note' && field !== 'track');
  return isProposal && touchesIt ? { status: 'accepted', ...given } : given;
}

/** The place of an annotation with other ends; one that had no span gets one. */
function trimmed(
  annotation: Annotation,
  fromSeconds: number | undefined,
  toSeconds: number | undefined,
): Partial<AnnotationContent> {
  const from = fromSeconds ?? annotation.span?.fromSeconds ?? annotation.boxes[0]?.atSeconds ?? 0;
  const to = toSeconds ?? annotation.span?.toSeconds ?? annotation.boxes.at(-1)?.atSeconds ?? from;
  const { boxes } = cutPlace(annotation, from, to);
  return asPersonsOwn(annotation, { span: { fromSeconds: from, toSeconds: to }, boxes: [...boxes] });
}

function startOf({ span, boxes }: Annotation): number {
  return Math.min(
    span?.fromSeconds ?? Number.POSITIVE_INFINITY,
    boxes[0]?.atSeconds ?? Number.POSITIVE_INFINITY,
  );
}

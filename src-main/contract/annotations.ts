import { z } from 'zod';
import {
  annotation,
  annotationChange,
  annotationStatus,
  label,
  labelContent,
  timeSpan,
  version,
} from './annotation-values.ts';
import { method } from './method.ts';
import { id, seconds } from './values.ts';

/** Who makes a change; the name of the user's account when left out. */
const author = z.string().trim().min(1).max(100).optional();

/** An annotation in the version the caller saw. */
const seen = z.object({ annotation: id, version });

/** How far the history reaches. Undo and redo go through the library's one history, shared by all windows. */
export const historyDepth = z.object({
  undo: z.int(),
  redo: z.int(),
  nextUndo: z.string().nullable().describe('What undo would take back, in words'),
  nextRedo: z.string().nullable(),
});

/** What an undo or a redo did; `title` is null when there was nothing to do. */
export const historyStep = z.object({
  title: z.string().nullable(),
  annotations: z.array(annotation),
  removed: z.array(id),
  videos: z.array(id),
  depth: historyDepth,
});

/** How well proposals are received: `accuracy` is the share of those looked at that were accepted as they were. */
export const proposalAccuracy = z.object({
  proposed: z.int(),
  accepted: z.int(),
  relabelled: z.int().describe('Accepted, but under another label'),
  rejected: z.int(),
  accuracy: z.number().nullable(),
});

const labelMethods = {
  'labels.list': method(z.object({}), z.array(label.extend({ annotations: z.int() }))),
  /** The next free colour of the palette when none is given. */
  'labels.create': method(
    z.object({
      ...labelContent.shape,
      colour: labelContent.shape.colour.optional(),
      hotkey: labelContent.shape.hotkey.default(null),
      audioSetId: labelContent.shape.audioSetId.default(null),
      author,
    }),
    label,
  ),
  'labels.update': method(z.object({ label: id, version, change: labelContent.partial(), author }), label),
  /** The annotations of the label get the replacement, or none. */
  'labels.remove': method(
    z.object({ label: id, version, replacement: id.nullable().default(null), author }),
    z.object({ changed: z.int().describe('Annotations that bore the label') }),
  ),
  /** Adds the names of the AudioSet ontology (all, or those given by name or id); labels of those names get the ids. */
  'labels.importAudioSet': method(
    z.object({ classes: z.array(z.string()).max(1000).optional(), author }),
    z.object({ added: z.array(label), existing: z.int() }),
  ),
} as const;

const editMethods = {
  'annotations.create': method(z.object({ video: id, ...annotationChange.shape, author }), annotation),
  /** Makes many spans of one label as one step, all or none; the label is made with them where there is none of that name. */
  'annotations.createSpans': method(
    z.object({
      label: labelContent.shape.name,
      spans: z
        .array(z.object({ video: id, span: timeSpan }))
        .min(1)
        .max(100_000),
      author,
    }),
    z.object({ label, spans: z.int(), videos: z.int() }),
  ),
  'annotations.update': method(z.object({ ...seen.shape, change: annotationChange, author }), annotation),
  /** The same change to many, all or none. */
  'annotations.updateMany': method(
    z.object({ items: z.array(seen).min(1).max(10_000), change: annotationChange, author }),
    z.array(annotation),
  ),
  'annotations.remove': method(
    z.object({ items: z.array(seen).min(1).max(10_000), author }),
    z.object({ removed: z.array(id) }),
  ),
  /** Cuts in two at a time strictly inside; a moving box is cut where it is then. */
  'annotations.split': method(
    z.object({ ...seen.shape, atSeconds: seconds, author }),
    z.object({ first: annotation, second: annotation }),
  ),
  /** Joins annotations of one video and one label; the earliest stays and covers all. */
  'annotations.merge': method(z.object({ items: z.array(seen).min(2).max(10_000), author }), annotation),
  /** Sets the start, the end or both of the span; boxes outside go, one that moves across an end is cut there. */
  'annotations.trim': method(
    z.object({ ...seen.shape, fromSeconds: seconds.optional(), toSeconds: seconds.optional(), author }),
    annotation,
  ),
  'annotations.undo': method(z.object({}), historyStep),
  'annotations.redo': method(z.object({}), historyStep),
} as const;

const readMethods = {
  'annotations.list': method(
    z.object({
      video: id.optional().describe('All videos when left out'),
      labels: z.array(id).optional(),
      statuses: z.array(annotationStatus).optional().describe('All but rejected ones when left out'),
      authors: z.array(z.string()).optional(),
      fromSeconds: seconds.optional(),
      toSeconds: seconds.optional(),
      search: z.string().max(500).default('').describe('Words of the note, the label or the track'),
      sort: z.enum(['time', 'modified', 'uncertainty']).default('time'),
      offset: z.int().min(0).default(0),
      limit: z.int().min(1).max(10_000).default(1000),
    }),
    z.object({ total: z.int(), items: z.array(annotation) }),
  ),
  'annotations.get': method(z.object({ annotation: id }), annotation),
  'annotations.authors': method(
    z.object({}),
    z.object({ me: z.string(), authors: z.array(z.object({ author: z.string(), annotations: z.int() })) }),
  ),
  'annotations.history': method(
    z.object({ limit: z.int().min(1).max(1000).default(50) }),
    historyDepth.extend({
      entries: z
        .array(
          z.object({
            id,
            title: z.string(),
            author: z.string(),
            createdAt: z.string(),
            undone: z.boolean(),
          }),
        )
        .describe('Newest first'),
    }),
  ),
  /** The next or previous time that nothing a person accepted covers; null when there is none in that direction. */
  'annotations.unlabelled': method(
    z.object({ video: id, fromSeconds: seconds, direction: z.enum(['next', 'previous']) }),
    z.object({ atSeconds: seconds.nullable() }),
  ),
  'annotations.statistics': method(
    z.object({}),
    z.object({
      annotations: z.int(),
      videos: z.object({ annotated: z.int(), total: z.int() }),
      byStatus: z.record(annotationStatus, z.int()),
      byLabel: z.array(
        z.object({ labelId: id.nullable(), annotations: z.int(), seconds: z.number().describe('Of spans') }),
      ),
      proposals: proposalAccuracy,
      byMethod: z.array(proposalAccuracy.extend({ method: z.string(), model: z.string().nullable() })),
    }),
  ),
} as const;

const proposalMethods = {
  /** Makes proposals a person's own, all or none; `labelId` accepts them under another label. */
  'proposals.accept': method(
    z.object({ items: z.array(seen).min(1).max(10_000), labelId: id.nullable().optional(), author }),
    z.object({ annotations: z.array(annotation), accuracy: proposalAccuracy }),
  ),
  'proposals.reject': method(
    z.object({ items: z.array(seen).min(1).max(10_000), author }),
    z.object({ annotations: z.array(annotation), accuracy: proposalAccuracy }),
  ),
} as const;

/**
 * Labels, annotations, their history and what becomes of proposals. A change of something that another window
 * has changed meanwhile fails with `conflict` and the row as it is now (`currentAnnotation`, `currentLabel`).
 */
export const annotationMethods = {
  ...labelMethods,
  ...readMethods,
  ...editMethods,
  ...proposalMethods,
} as const;

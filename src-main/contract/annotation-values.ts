import { z } from 'zod';
import type { ErrorData } from './errors.ts';
import { id, seconds, unit } from './values.ts';

/**
 * `proposed` comes from a model and nobody has looked at it; `rejected` proposals are kept, so that they are not
 * proposed again, and left out everywhere unless asked for. What a person makes is `accepted` until it is
 * `checked` or `unsure`.
 */
export const annotationStatus = z.enum(['proposed', 'accepted', 'checked', 'unsure', 'rejected']);
export type AnnotationStatus = z.infer<typeof annotationStatus>;

/** Grows with every change; a change names the version it was made on. */
export const version = z.int().positive();

/** A span of time in a video, in presentation seconds. */
export const timeSpan = z
  .object({ fromSeconds: seconds, toSeconds: seconds })
  .refine((span) => span.toSeconds >= span.fromSeconds, { error: 'The end lies before the start.' });

/** A box at a key time; between key times it moves linearly (`boxAt` in boxes.ts). */
export const keyBox = z
  .object({ atSeconds: seconds, x0: unit, y0: unit, x1: unit, y1: unit })
  .refine((box) => box.x1 >= box.x0 && box.y1 >= box.y0, { error: 'The box is turned over.' });

/** Where a proposal came from. */
export const proposalOrigin = z.object({
  method: z.string().describe('E.g. heatmap-box, correspondence-span, recurring-sound, neighbour-label'),
  model: z.string().nullable(),
  labelId: id.nullable().describe('The label that was proposed, whatever the annotation bears now'),
  confidence: unit.nullable(),
});

const note = z.string().max(10_000);
const frequency = z.number().min(0).max(1e6).nullable();

/** What a person sets; whatever is left out of a change stays as it is. */
export const annotationChange = z.object({
  labelId: id.nullable().optional(),
  span: timeSpan.nullable().optional(),
  boxes: z.array(keyBox).max(100_000).optional(),
  lowHz: frequency.optional(),
  highHz: frequency.optional(),
  note: note.optional(),
  status: z.enum(['accepted', 'checked', 'unsure']).optional(),
  track: z.string().max(200).nullable().optional(),
});
export type AnnotationChange = z.infer<typeof annotationChange>;

/** A label on a span, on boxes, on both, or (with neither) on the whole video. */
export const annotation = z.object({
  id,
  videoId: id,
  labelId: id.nullable(),
  span: z.object({ fromSeconds: seconds, toSeconds: seconds }).nullable(),
  boxes: z
    .array(z.object({ atSeconds: seconds, x0: unit, y0: unit, x1: unit, y1: unit }))
    .readonly()
    .describe('In order of time'),
  lowHz: z.number().nullable(),
  highHz: z.number().nullable(),
  note: z.string(),
  status: annotationStatus,
  proposal: proposalOrigin.nullable(),
  track: z.string().nullable(),
  author: z.string(),
  createdAt: z.string(),
  modifiedBy: z.string(),
  modifiedAt: z.string(),
  version,
});
export type Annotation = z.infer<typeof annotation>;

/** One word of the library's vocabulary. */
export const label = z.object({
  id,
  name: z.string(),
  colour: z.string().describe('#rrggbb'),
  hotkey: z.string().nullable(),
  audioSetId: z.string().nullable(),
  createdAt: z.string(),
  modifiedAt: z.string(),
  version,
});
export type Label = z.infer<typeof label>;

export const labelContent = z.object({
  name: z.string().trim().min(1).max(200),
  colour: z
    .string()
    .regex(/^#[0-9a-f]{6}$/i, 'A colour is #rrggbb.')
    .describe('#rrggbb'),
  hotkey: z
    .string()
    .min(1)
    .max(20)
    .nullable()
    .describe('One key, unique among labels, as the window names keys'),
  audioSetId: z.string().max(40).nullable(),
});

/**
 * The row as it is now, out of a `conflict` about a stale version: its `allowed` carries the row as JSON. Null
 * when the row has been removed, or for any other error.
 */
export function currentAnnotation(error: ErrorData): Annotation | null {
  return current(error, annotation);
}

/** As `currentAnnotation`, for labels. */
export function currentLabel(error: ErrorData): Label | null {
  return current(error, label);
}

function current<Schema extends z.ZodType>(error: ErrorData, schema: Schema): z.output<Schema> | null {
  if (error.code !== 'conflict' || error.field !== 'version' || error.allowed === undefined) return null;
  const parsed = schema.safeParse(JSON.parse(error.allowed));
  return parsed.success ? parsed.data : null;
}

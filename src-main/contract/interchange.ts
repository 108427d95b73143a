import { z } from 'zod';
import { method } from './method.ts';
import { bytes, id, seconds } from './values.ts';

/** Something that could not be carried over, and how often. */
export const loss = z.object({ what: z.string(), count: z.int() });

/** A format of annotations of other programs. */
export const interchangeFormat = z.object({
  id: z.string().describe('As `--format` takes it'),
  name: z.string(),
  extensions: z.array(z.string()).describe('With the dot, the usual one first'),
  canImport: z.boolean(),
  canExport: z.boolean(),
});
export type InterchangeFormatInfo = z.infer<typeof interchangeFormat>;

/** A file of annotations: a path, or its content where a page in a browser holds it. */
const annotationFile = z.union([
  z.object({ path: z.string().min(1) }),
  z.object({
    name: z.string().min(1).max(255),
    data: bytes.refine((data) => data.length <= 128 * 2 ** 20, 'at most 128 MiB'),
  }),
]);

const importChoices = {
  format: z.string().optional().describe('Found out by the content when left out'),
  video: id.optional().describe('The video it is about, for files that do not say'),
};

/** What an import found and took; the JSON of `earsight import`. */
export const importReport = z.object({
  file: z.string(),
  format: z.string(),
  annotations: z.int(),
  labels: z.int().describe('New ones'),
  videos: z.int(),
  warnings: z.array(loss).describe('What the file holds that cannot be carried over'),
});
export type ImportReport = z.infer<typeof importReport>;

/** Which annotations leave the library. Rejected proposals never do. */
export const annotationChoice = z.object({
  videos: z.array(id).max(100_000).optional().describe('All when left out'),
  labels: z.array(id).max(10_000).optional(),
  authors: z.array(z.string()).max(1000).optional(),
  proposals: z.boolean().default(false).describe('With those that nobody has accepted yet'),
});
export type AnnotationChoice = z.infer<typeof annotationChoice>;

/** What to export; files go to `folder`, or to a folder of their own in the library's `exports`. */
export const annotationExport = z.object({
  ...annotationChoice.shape,
  format: z.string(),
  folder: z.string().min(1).optional(),
  name: z.string().min(1).max(100).default('annotations').describe('Of the file, where one holds all videos'),
  frameImages: z.boolean().default(false).describe('COCO and KWCOCO: also the frames that the boxes are on'),
  elanTiers: z.enum(['label', 'author']).default('label'),
  timeline: z.enum(['selects', 'markers']).default('selects'),
});
export type AnnotationExport = z.infer<typeof annotationExport>;

/** What an export wrote; the JSON of `earsight export annotations`. */
export const exportReport = z.object({
  format: z.string(),
  folder: z.string(),
  files: z.array(z.string()).describe('Absolute paths'),
  chosen: z.int().describe('Annotations that the choice means'),
  annotations: z
    .int()
    .describe('Those of them that were written, whole or in part; the rest is among the losses'),
  losses: z.array(loss),
});
export type ExportReport = z.infer<typeof exportReport>;

/** A clip for each span, cut at keyframes without loss, or frame by frame when `exact`. */
export const clipExport = z.object({
  ...annotationChoice.shape,
  folder: z.string().min(1).optional(),
  exact: z.boolean().default(false),
});
export type ClipExport = z.infer<typeof clipExport>;

/** What was cut; the JSON of `earsight export clips`. */
export const clipReport = z.object({
  folder: z.string(),
  clips: z.array(
    z.object({
      file: z.string(),
      video: z.string(),
      label: z.string().nullable(),
      from: seconds,
      to: seconds,
      startsAt: seconds.describe('Where the clip begins: at the keyframe before the span when it was copied'),
      copied: z.boolean(),
    }),
  ),
  failures: z.array(z.object({ path: z.string(), code: z.string(), reason: z.string() })),
  losses: z.array(loss),
});
export type ClipReport = z.infer<typeof clipReport>;

const started = z.object({ job: z.string() });

/** Annotations from and to other programs. What a format cannot carry is said in the report. */
export const interchangeMethods = {
  'interchange.formats': method(z.object({}), z.array(interchangeFormat)),
  /**
   * When each frame of a video is shown, as exports count frames: float64 seconds in rising order. Null without a
   * picture and where the file does not say. The whole file is read for it.
   */
  'interchange.frameTimes': method(z.object({ video: id }), z.object({ times: bytes.nullable() })),
  /** What an import would take and leave out; changes nothing. */
  'interchange.preview': method(z.object({ file: annotationFile, ...importChoices }), importReport, 'jobs'),
  /** Queues an import: all of it, as one step that undo takes back, or nothing. The job's result is an import report. */
  'interchange.import': method(
    z.object({
      file: annotationFile,
      ...importChoices,
      author: z.string().trim().min(1).max(100).optional(),
    }),
    started,
    'jobs',
  ),
  /** Queues an export; the job's result is an export report. */
  'interchange.export': method(annotationExport, started, 'jobs'),
  /** Queues the cutting of clips; the job's result is a clip report. */
  'interchange.clips': method(clipExport, started, 'jobs'),
} as const;

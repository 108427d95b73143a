import { parse as parseCsv } from 'csv-parse/sync';
import { z } from 'zod';
import { EvaluationError } from './evaluation-error.ts';
import type { GridBox } from './heatmap-grid.ts';

/** What is known of one video, from whatever file. */
export interface VideoLabels {
  /** A path as the file gives it, or a clip's id when `named` is `id`. */
  video: string;
  /** `path`: a file name or path. `id`: the start of a file name (YouTube id, maybe with the start time). */
  named: 'path' | 'id';
  /** Ids or names of AudioSet classes, or whatever the file calls them. */
  labels: string[];
  /** Boxes of the sounding object, in 0…1 of the displayed picture; `at` null means the middle of the video. */
  boxes: { at: number | null; label: string; xyxy: GridBox }[];
  /** What sounds when, where the file says so (composed clips do). */
  segments: { from: number; to: number; kind: 'object' | 'absent' | 'silence'; label: string | null }[];
  /** All that is in the picture, sounding or not, where the file says so; else empty. */
  objects: { label: string }[];
}

const coordinate = z.number().min(0).max(1);
const corners = z
  .tuple([coordinate, coordinate, coordinate, coordinate])
  .refine(([x0, y0, x1, y1]) => x0 <= x1 && y0 <= y1, 'x0 ≤ x1 and y0 ≤ y1');

const ownFormat = z.array(
  z.object({
    video: z.string().min(1),
    labels: z.array(z.string()).default([]),
    boxes: z
      .array(z.object({ at: z.number().min(0), label: z.string().default(''), xyxy: corners }))
      .default([]),
    segments: z
      .array(
        z.object({
          from: z.number().min(0),
          to: z.number().min(0),
          kind: z.enum(['object', 'absent', 'silence']),
          label: z.string().nullable().default(null),
        }),
      )
      .default([]),
    objects: z.array(z.object({ label: z.string() })).default([]),
  }),
);

const vggSoundSources = z.array(
  z.object({
    file: z.string().min(1),
    class: z.string(),
    bbox: z.array(z.array(z.coerce.number()).length(4)),
  }),
);

/**
 * Reads a file of labels, whichever of the three formats it is: Earsight's own JSON, VGG-SS JSON, or an AudioSet
 * segment list (CSV). Throws EvaluationError saying what was expected and where the file differs.
 */
export function readLabels(text: string): VideoLabels[] {
  if (!/^\s*[[{]/.test(text)) return readAudioSetCsv(text);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new EvaluationError(`The labels file is no JSON: ${(cause as Error).message}.`, {
      field: 'labels',
      cause,
    });
  }
  const first = Array.isArray(json) ? (json[0] as unknown) : undefined;
  const isVgg = typeof first === 'object' && first !== null && 'bbox' in first && 'file' in first;
  return isVgg ? readVggSoundSources(json) : readOwnFormat(json);
}

function readOwnFormat(json: unknown): VideoLabels[] {
  const parsed = ownFormat.safeParse(json);
  if (!parsed.success) throw unreadable(parsed.error, '[{video, labels, boxes: [{at, label, xyxy}]}]');
  return parsed.data.map((entry) => ({ ...entry, named: 'path' }));
}

/** VGG-SS (Chen et al., CVPR 2021): one list of boxes for the middle frame of each clip. */
function readVggSoundSources(json: unknown): VideoLabels[] {
  const parsed = vggSoundSources.safeParse(json);
  if (!parsed.success) throw unreadable(parsed.error, '[{file, class, bbox: [[x0, y0, x1, y1]]}]');
  return parsed.data.map((entry) => ({
    video: entry.file,
    named: 'id',
    labels: [entry.class],
    // The published boxes reach over the edge by rounding, by a thousandth or so.
    boxes: entry.bbox.map((box) => ({ at: null, label: entry.class, xyxy: clipBox(box) })),
    segments: [],
    objects: [],
  }));
}

function clipBox(box: number[]): GridBox {
  const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = box.map((value) => Math.min(1, Math.max(0, value)));
  return [Math.min(x0, x1), Math.min(y0, y1), Math.max(x0, x1), Math.max(y0, y1)];
}

/** AudioSet's segment lists: `YTID, start_seconds, end_seconds, "id,id"`, with comment lines. */
function readAudioSetCsv(text: string): VideoLabels[] {
  let rows: string[][];
  try {
    rows = parseCsv(text, { comment: '#', trim: true, skip_empty_lines: true, bom: true }) as string[][];
  } catch (cause) {
    throw new EvaluationError(`The labels file is no CSV: ${(cause as Error).message}.`, {
      field: 'labels',
      allowed: 'JSON, VGG-SS JSON, or an AudioSet segment list',
      cause,
    });
  }
  return rows.map((row, index) => {
    const [video, start, end, classes] = row;
    if (row.length !== 4 || !video || !Number.isFinite(Number(start)) || !Number.isFinite(Number(end))) {
      throw new EvaluationError(`Row ${index + 1} of the labels file is no AudioSet segment.`, {
        field: 'labels',
        allowed: 'YTID, start_seconds, end_seconds, "id,id,…"',
      });
    }
    const labels = (classes ?? '').split(',').map((id) => id.trim());
    return {
      video,
      named: 'id',
      labels: labels.filter((id) => id !== ''),
      boxes: [],
      segments: [],
      objects: [],
    };
  });
}

function unreadable(error: z.ZodError, allowed: string): EvaluationError {
  const issue = error.issues[0];
  const where = issue ? `at ${issue.path.join('.') || 'the top'}: ${issue.message}` : '';
  return new EvaluationError(`The labels file is not understood ${where}.`, {
    field: 'labels',
    allowed,
    cause: error,
  });
}

/**
 * Finds the video that an entry is about among relative paths with `/` between folders: for a path, the video
 * with that path, else the only one that ends in it; for an id, the first whose name is the id or begins with it
 * and a separator. Null when there is none.
 */
export function matchVideo(entry: VideoLabels, paths: readonly string[]): string | null {
  const wanted = entry.video.replaceAll('\\', '/').replace(/^\.\//, '');
  if (entry.named === 'id') {
    const stem = wanted.replace(/\.[a-z0-9]{2,4}$/i, '');
    const nameOf = (file: string): string => file.slice(file.lastIndexOf('/') + 1).replace(/\.[^.]+$/, '');
    return (
      paths.find((file) => nameOf(file) === stem) ??
      paths.find(
        (file) => nameOf(file).startsWith(stem) && /^[._\- ]/.test(nameOf(file).slice(stem.length)),
      ) ??
      null
    );
  }
  if (paths.includes(wanted)) return wanted;
  const endings = paths.filter((file) => wanted.endsWith(`/${file}`) || file.endsWith(`/${wanted}`));
  return endings.length === 1 ? (endings[0] as string) : null;
}

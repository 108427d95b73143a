import type { KeyBox } from '../../../annotations/types.ts';
import { Collector, type Draft } from '../../collector.ts';
import { InterchangeError } from '../../errors.ts';
import { type JsonSource, readJson } from '../../json-source.ts';
import type { ImportContext, ImportedFile, ImportFile, VideoReference } from '../../types.ts';
import { readStretches } from './label-studio-boxes.ts';
import {
  type OwnMeta,
  type Region,
  type RegionValue,
  type ResultSet,
  regionValue,
  type Task,
  taskFile,
} from './label-studio-schema.ts';
import { type TaskClock, taskClocks } from './task-clock.ts';

/** A part of an annotation as one region tells it. */
interface Part {
  readonly label: string;
  readonly span: { fromSeconds: number; toSeconds: number } | null;
  readonly boxes: readonly KeyBox[];
}

interface Reading {
  readonly source: JsonSource<Task[]>;
  readonly collector: Collector;
  readonly video: VideoReference;
  readonly set: ResultSet;
  readonly proposed: boolean;
  readonly path: readonly PropertyKey[];
  readonly clock: TaskClock;
}

/** Reads Label Studio's JSON: annotations of tasks, and predictions as proposals. @throws InterchangeError */
export function readLabelStudio(file: ImportFile, context: ImportContext): ImportedFile {
  const source = readJson(file, taskFile);
  const collector = new Collector(context);
  source.value.forEach((task, index) => {
    const video = videoOfTask(task, context, collector);
    if (!video) return;
    const clock = taskClocks(task, video, collector);
    const sets = [
      ...task.annotations.map((set, at) => ({ set, proposed: false, path: [index, 'annotations', at] })),
      ...task.predictions.map((set, at) => ({ set, proposed: true, path: [index, 'predictions', at] })),
    ];
    for (const { set, proposed, path } of sets) {
      if (typeof set === 'number') continue; // only the id of a prediction
      if (set.was_cancelled) collector.losses.note('skipped annotations');
      else readSet({ source, collector, video, set, proposed, path, clock });
    }
  });
  return collector.result();
}

/** Upload names begin with eight hexadecimal digits of Label Studio's own; local files stand behind `?d=`. */
function videoOfTask(task: Task, context: ImportContext, collector: Collector): VideoReference | null {
  if (context.defaultVideo) return context.defaultVideo;
  const texts = Object.entries(task.data).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  const rank = (key: string): number => (/video/i.test(key) ? 0 : /audio|sound/i.test(key) ? 1 : 2);
  const names = texts.sort((one, other) => rank(one[0]) - rank(other[0])).map(([, text]) => text);
  if (task.file_upload) names.push(task.file_upload);
  for (const name of names) {
    const local = /[?&]d=([^&]+)/.exec(name)?.[1];
    const path = local === undefined ? name : local;
    const bare = path.replace(/(^|\/)[0-9a-f]{8}-([^/]+)$/i, '$1$2');
    const video = context.findVideo(path) ?? (bare === path ? null : context.findVideo(bare));
    if (video) return video;
  }
  return collector.video(names[0] ?? '');
}

/** A region of one of our own exports, which tells a part of an annotation. */
interface OwnRegion {
  readonly meta: OwnMeta;
  readonly parts: readonly Part[];
  readonly note: string;
  readonly at: number;
}

function readSet(reading: Reading): void {
  const own: OwnRegion[] = [];
  reading.set.result.forEach((region, at) => {
    const parts = partsOf(region, at, reading);
    const meta = region.meta?.earsight;
    const note = noteOf(region);
    if (meta) own.push({ meta, parts, note, at });
    else for (const part of parts) add(reading, at, { ...foreignDraft(region, reading), ...part, note });
  });
  for (const regions of Map.groupBy(own, ({ meta }) => meta.annotation).values()) {
    const { meta, note, at } = regions[0] as OwnRegion;
    const parts = regions.flatMap((region) => region.parts);
    add(reading, at, ownDraft(meta, parts, note, reading));
  }
}

function add(reading: Reading, at: number, draft: Omit<Draft, 'video'>): void {
  const place = reading.source.place([...reading.path, 'result', at]);
  reading.collector.add({ ...draft, video: reading.video }, place);
}

function foreignDraft(region: Region, { set, proposed }: Reading): Partial<Draft> {
  const person = set.completed_by;
  const author =
    typeof person === 'object' ? (person?.email ?? '') : typeof person === 'string' ? person : '';
  return {
    status: proposed ? 'proposed' : 'accepted',
    author: proposed ? (set.model_version ?? '') : author,
    confidence: proposed ? (region.score ?? set.score ?? null) : null,
    createdAt: set.created_at ?? undefined,
    modifiedAt: set.updated_at ?? undefined,
  };
}

/** An annotation of our own: exact times stand beside what Label Studio counts in frames, and hold while they agree. */
function ownDraft(
  meta: OwnMeta,
  parts: readonly Part[],
  note: string,
  { video }: Reading,
): Omit<Draft, 'video'> {
  const frame = (seconds: number): number => video.clock?.frameAt(seconds) ?? seconds;
  const near = (one: number, other: number): boolean => Math.abs(frame(one) - frame(other)) <= 1;
  // A box's own stretch is no span of ours: spans are regions of their own.
  const drawn = parts.find((part) => part.span && part.boxes.length === 0)?.span ?? null;
  const exact = meta.span ? { fromSeconds: meta.span[0], toSeconds: meta.span[1] } : null;
  const same =
    drawn && exact && near(drawn.fromSeconds, exact.fromSeconds) && near(drawn.toSeconds, exact.toSeconds);
  const boxes = parts
    .flatMap((part) => part.boxes)
    .map((box, index) => {
      const at = meta.at?.[index];
      return at !== undefined && near(at, box.atSeconds) ? { ...box, atSeconds: at } : box;
    });
  return {
    label: parts.find((part) => part.label !== '')?.label ?? '',
    span: meta.whole ? null : same ? exact : drawn,
    boxes,
    note,
    status: meta.status,
    author: meta.author ?? '',
    lowHz: meta.lowHz ?? null,
    highHz: meta.highHz ?? null,
    track: meta.track ?? null,
    confidence: meta.confidence ?? null,
  };
}

function noteOf(region: Region): string {
  const text = region.meta?.text;
  return Array.isArray(text) ? text.join('\n') : (text ?? '');
}

const regionTypes: ReadonlySet<string> = new Set([
  'videorectangle',
  'timelinelabels',
  'timelineregion',
  'labels',
  'audiolabels',
  'audio',
]);

function partsOf(region: Region, at: number, reading: Reading): Part[] {
  const { collector, source, path } = reading;
  const type = region.type.toLowerCase();
  if (!regionTypes.has(type)) {
    collector.losses.note(`results of type ${type.slice(0, 40) || '(none)'}`);
    return [];
  }
  const parsed = regionValue.safeParse(region.value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const place = source.place([...path, 'result', at, 'value', ...(issue?.path ?? [])]);
    throw new InterchangeError('invalid-input', issue?.message ?? 'not a region', place);
  }
  const value = parsed.data;
  const names = value.labels ?? value.timelinelabels ?? value.videorectangle ?? value.rectanglelabels ?? [];
  const parts = timesAndBoxes(value, region, reading);
  return parts.flatMap((part) => (names.length > 0 ? names : ['']).map((label) => ({ ...part, label })));
}

function timesAndBoxes(
  value: RegionValue,
  region: Region,
  { video, collector, clock: clockOf }: Reading,
): Omit<Part, 'label'>[] {
  const clock = value.sequence || value.ranges ? clockOf(value, region) : null;
  if (value.sequence) {
    if (!clock) {
      collector.losses.note('boxes on videos without a picture');
      return [];
    }
    return readStretches(value.sequence, { clock, video, collector });
  }
  if (value.ranges) {
    if (!clock) {
      collector.losses.note('ranges of frames on videos without a picture');
      return [];
    }
    // Frames count from 1 there, and the last one of a range is part of it.
    return value.ranges.map(({ start, end }) => ({
      span: {
        fromSeconds: clock.secondsAt(Math.round(start) - 1),
        toSeconds: clock.secondsAt(Math.round(end)),
      },
      boxes: [],
    }));
  }
  if (typeof value.start === 'number' && typeof value.end === 'number') {
    return [{ span: { fromSeconds: value.start, toSeconds: value.end }, boxes: [] }];
  }
  collector.losses.note('regions of text');
  return [];
}

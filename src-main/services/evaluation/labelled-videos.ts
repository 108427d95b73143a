import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { EarsightError } from '../../contract/errors.ts';
import {
  matchVideo,
  type Ontology,
  readLabels,
  readOntology,
  type VideoLabels,
} from '../../evaluation/index.ts';
import type { Annotation, Label, Store } from '../../store/index.ts';
import type { ServiceContext } from '../context.ts';
import { cannotRead } from '../errors.ts';
import { videoFile } from '../libraries/video-file.ts';

/** A video with what is known of it. */
export interface LabelledVideo {
  /** Null for a file outside the library. */
  readonly videoId: number | null;
  readonly name: string;
  /** Absolute. */
  readonly path: string;
  /** Its classes, as the ontology names them. */
  readonly classes: readonly string[];
  readonly entry: VideoLabels;
}

/** The videos of a labels file that are at hand. */
export interface LabelledVideos {
  readonly videos: readonly LabelledVideo[];
  /** Entries whose video was not found. */
  readonly missing: readonly string[];
  /** Labels that the ontology does not have. */
  readonly unknownLabels: readonly string[];
}

/** The AudioSet ontology that ships with the app. */
export function loadOntology(context: ServiceContext): Ontology {
  const file = join(context.folders.app, 'resources', 'audioset-ontology.json');
  return readOntology(JSON.parse(readFileSync(file, 'utf8')));
}

/**
 * Finds the videos that a labels file is about: below the file's own folder, then in the library. Without a file,
 * the library's own annotations are the labels. Throws `not-found` for a file that is not there, `invalid-input`
 * for one that is not understood or that names no video at hand.
 */
export function findLabelledVideos(
  context: ServiceContext,
  ontology: Ontology,
  labelsFile: string | undefined,
): LabelledVideos {
  const { store } = context.session.current();
  const inLibrary = listLibrary(store);
  const entries =
    labelsFile === undefined ? annotationsAsLabels(store, inLibrary) : readLabels(readText(labelsFile));
  const byPath = new Map(inLibrary.map((video) => [video.absolute, video]));
  const paths = inLibrary.map(({ path }) => path);
  const videos: LabelledVideo[] = [];
  const missing: string[] = [];
  const unknown = new Set<string>();
  for (const entry of entries) {
    const beside = labelsFile === undefined ? null : resolve(dirname(labelsFile), entry.video);
    const matched = matchVideo(entry, paths);
    const known =
      (beside === null ? undefined : byPath.get(beside)) ??
      (beside !== null && existsSync(beside) ? { id: null, absolute: beside } : undefined) ??
      inLibrary.find(({ path }) => path === matched);
    if (!known) {
      missing.push(entry.video);
      continue;
    }
    const classes = entry.labels.flatMap((label) => {
      const found = ontology.find(label);
      if (!found) unknown.add(label);
      return found ? [found.name] : [];
    });
    const name = known.absolute.slice(known.absolute.replaceAll('\\', '/').lastIndexOf('/') + 1);
    videos.push({ videoId: known.id, name, path: known.absolute, classes: [...new Set(classes)], entry });
  }
  if (videos.length === 0) throw nothingToMeasure(labelsFile, missing);
  return { videos: onceEach(videos), missing, unknownLabels: [...unknown].sort() };
}

function nothingToMeasure(labelsFile: string | undefined, missing: readonly string[]): EarsightError {
  const field = 'labels';
  if (labelsFile === undefined) {
    return new EarsightError(
      'invalid-input',
      'The library has no annotations that a person made or accepted.',
      {
        field,
        allowed: 'a labels file, or a library with labelled annotations',
      },
    );
  }
  const [first] = missing;
  if (first === undefined) {
    return new EarsightError('invalid-input', `${labelsFile} names no video.`, {
      field,
      allowed: 'one or more',
    });
  }
  const what = `None of the ${missing.length} videos that ${labelsFile} names is at hand, the first being ${first}.`;
  const allowed = 'paths relative to the labels file or to a source of the library';
  return new EarsightError('invalid-input', what, { field, allowed });
}

/** A file that several entries are about is measured once, with what all of them say. */
export function onceEach(videos: readonly LabelledVideo[]): LabelledVideo[] {
  const byPath = new Map<string, LabelledVideo>();
  for (const video of videos) {
    const first = byPath.get(video.path);
    byPath.set(video.path, first ? combined(first, video) : video);
  }
  return [...byPath.values()];
}

function combined(first: LabelledVideo, second: LabelledVideo): LabelledVideo {
  const [a, b] = [first.entry, second.entry];
  return {
    ...first,
    classes: [...new Set([...first.classes, ...second.classes])],
    entry: {
      ...a,
      labels: [...new Set([...a.labels, ...b.labels])],
      boxes: [...a.boxes, ...b.boxes],
      segments: [...a.segments, ...b.segments],
      objects: [...a.objects, ...b.objects],
    },
  };
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw cannotRead('the labels file', file, cause, { field: 'labels' });
  }
}

interface LibraryVideo {
  readonly id: number;
  readonly path: string;
  readonly absolute: string;
}

function listLibrary(store: Store): LibraryVideo[] {
  return store.sources.list().flatMap((source) =>
    store.videos
      .ofSource(source.id)
      .filter(({ presence }) => presence === 'present')
      .map((video) => ({ id: video.id, path: video.path, absolute: videoFile(store, video) })),
  );
}

/** Annotations that a person made or accepted, video by video. */
function annotationsAsLabels(store: Store, videos: readonly LibraryVideo[]): VideoLabels[] {
  const labels = new Map<number, Label>(store.labels.list().map((label) => [label.id, label]));
  const nameOf = ({ labelId }: Annotation): string | null => {
    const label = labelId === null ? undefined : labels.get(labelId);
    return label ? (label.audioSetId ?? label.name) : null;
  };
  return videos.flatMap(({ id, path }) => {
    const { items } = store.annotations.list({
      videoId: id,
      statuses: ['accepted', 'checked'],
      limit: 10_000,
    });
    const named = items.flatMap((annotation) => {
      const label = nameOf(annotation);
      return label === null ? [] : [{ annotation, label }];
    });
    if (named.length === 0) return [];
    return [
      {
        video: path,
        named: 'path' as const,
        labels: [...new Set(named.map(({ label }) => label))],
        boxes: named.flatMap(({ annotation, label }) =>
          annotation.boxes.map(({ atSeconds, x0, y0, x1, y1 }) => ({
            at: atSeconds,
            label,
            xyxy: [x0, y0, x1, y1] as const,
          })),
        ),
        segments: [],
        objects: [],
      },
    ];
  });
}

import { readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ImportReport } from '../../contract/interchange.ts';
import type { Store } from '../../store/index.ts';
import { importNeutral, readAudioSetClasses } from '../annotations/index.ts';
import type { ServiceContext } from '../context.ts';
import { cannotRead } from '../errors.ts';
import { fileOfVideo } from '../moments/index.ts';
import { InterchangeError } from './errors.ts';
import { libraryVideos, type VideoReading } from './library-videos.ts';
import { formatNamed, recogniseFormat } from './registry.ts';
import { largestFileBytes } from './source-text.ts';
import type { ImportContext, ImportedFile, ImportFile, InterchangeFormat } from './types.ts';
import { makeVideoFinder } from './video-finder.ts';

/** What to import and how. */
export interface ImportChoices {
  /** Found out by the content when left out. */
  readonly format?: string | undefined;
  /** Id of the video that files without a video's name are about. */
  readonly video?: number | undefined;
}

/** A parsed file, ready to be taken into the library. */
export interface ReadyImport {
  readonly file: string;
  readonly format: InterchangeFormat;
  readonly parsed: ImportedFile;
}

/** A file from disk. Throws `not-found` or the like where it cannot be read. @throws InterchangeError when it is larger than 128 MiB */
export async function readImportFile(path: string): Promise<ImportFile> {
  try {
    return await readSmallFile(path);
  } catch (thrown) {
    if (thrown instanceof InterchangeError) throw thrown;
    throw cannotRead('the file', path, thrown, { field: 'file' });
  }
}

async function readSmallFile(path: string): Promise<ImportFile> {
  const { size } = await stat(path);
  if (size > largestFileBytes) {
    throw new InterchangeError(
      'invalid-input',
      `${size} bytes are too many`,
      { field: 'file' },
      'at most 128 MiB',
    );
  }
  return { name: basename(path), bytes: await readFile(path) };
}

/** Parses a file against the open library, without changing it. @throws InterchangeError naming line and field */
export async function prepareImport(
  context: ServiceContext,
  file: ImportFile,
  choices: ImportChoices,
  reading: Omit<VideoReading, 'tools' | 'file'>,
): Promise<ReadyImport> {
  const { store } = context.session.current();
  const format = choices.format === undefined ? recogniseFormat(file) : formatNamed(choices.format, 'read');
  const videos = libraryVideos(store);
  const names = audioSetNames(store, join(context.folders.app, 'resources', 'audioset-ontology.json'));
  if (choices.video !== undefined) store.videos.get(choices.video); // throws `not-found`
  const importContext: ImportContext = {
    findVideo: makeVideoFinder(videos.references),
    defaultVideo: choices.video === undefined ? null : (videos.byId(choices.video) ?? null),
    audioSetName: names,
  };
  const read = format.read as NonNullable<InterchangeFormat['read']>;
  const parsed = await videos.withExactDetails(() => read(file, importContext), readingOf(context, reading));
  return { file: file.name, format, parsed };
}

/** Reading from the files of the open library. */
export function readingOf(
  context: ServiceContext,
  reading: Omit<VideoReading, 'tools' | 'file'>,
): VideoReading {
  const { signal } = reading;
  return {
    ...reading,
    tools: () => context.tools(signal),
    file: (videoId) => fileOfVideo(context, videoId, signal),
  };
}

/** What an import would take, or has taken. */
export function reportOf(
  ready: ReadyImport,
  labels: number,
  skipped: ImportReport['warnings'] = [],
): ImportReport {
  const { annotations, warnings } = ready.parsed;
  return {
    file: ready.file,
    format: ready.format.id,
    annotations: annotations.length,
    labels,
    videos: new Set(annotations.map(({ video }) => video)).size,
    warnings: [...warnings, ...skipped],
  };
}

/** How many labels of a file the library lacks. */
export function newLabels(store: Store, { parsed }: ReadyImport): number {
  const names = new Set(parsed.labels.map(({ name }) => name.normalize('NFKC').toLowerCase()));
  return [...names].filter((name) => store.labels.findByName(name) === null).length;
}

/**
 * Takes a parsed file into the library: one step of its history, or nothing. `record` is called in the same
 * transaction, so that what it notes is true whenever the process dies.
 */
export function applyImport(
  context: Pick<ServiceContext, 'session' | 'emit'>,
  ready: ReadyImport,
  author: string,
  record: (report: ImportReport) => void = () => {},
): ImportReport {
  const { store } = context.session.current();
  const { report, videoIds } = store.transaction(() => {
    const title = `Import ${ready.file}`;
    const outcome = importNeutral(store, ready.parsed, { title, author });
    const skipped = outcome.skipped.map(({ what, count }) => ({ what: `annotations of ${what}`, count }));
    const made = { ...reportOf(ready, outcome.labels, skipped), annotations: outcome.annotations };
    record(made);
    return { report: made, videoIds: outcome.videoIds };
  });
  context.emit('annotations-changed', {
    videos: videoIds,
    labels: report.labels > 0,
    depth: store.history.depth(),
  });
  return report;
}

/** Names of classes by id: the library's own labels first, else the ontology that ships with the app. */
function audioSetNames(store: Store, ontology: string): ImportContext['audioSetName'] {
  let names: Map<string, string> | null = null;
  const load = (): Map<string, string> => {
    const found = new Map(classesOf(ontology));
    for (const label of store.labels.list()) if (label.audioSetId) found.set(label.audioSetId, label.name);
    return found;
  };
  return (id) => {
    names ??= load();
    return names.get(id) ?? null;
  };
}

function classesOf(ontology: string): [string, string][] {
  try {
    return readAudioSetClasses(ontology).map(({ id, name }) => [id, name]);
  } catch {
    return []; // Without it, ids stay ids.
  }
}

import type { Loss, NeutralAnnotation, NeutralVideo } from '../annotations/types.ts';
import type { FrameClock } from './frame-clock.ts';

/** A video of the library as a format sees it; `clock` is null where there is no picture. */
export interface VideoReference extends NeutralVideo {
  readonly clock: FrameClock | null;
}

/** A label of the file's own vocabulary, used or not. */
export interface NeutralLabel {
  readonly name: string;
  /** `#rrggbb` */
  readonly colour: string | null;
  readonly audioSetId: string | null;
}

/** The file to import: its name (the last part of its path) and its bytes. */
export interface ImportFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** What an importer may ask of the library. */
export interface ImportContext {
  /** The library's video that a path, URL or name in a file means; null when there is none or more than one. */
  findVideo(name: string): VideoReference | null;
  /** The video to use for files that name none, as the caller chose it. */
  readonly defaultVideo: VideoReference | null;
  /** Name of a class of the AudioSet ontology by its id, where the library or the app knows it. */
  audioSetName(id: string): string | null;
}

/** A parsed file. Nothing has been written to the library yet. */
export interface ImportedFile {
  readonly annotations: readonly NeutralAnnotation[];
  readonly labels: readonly NeutralLabel[];
  /** What the file holds that cannot be carried over. */
  readonly warnings: readonly Loss[];
}

/** What to export: annotations and the videos they belong to. */
export interface ExportInput {
  /** Name of the export, used for the file of formats that write one for all videos. */
  readonly name: string;
  readonly videos: readonly VideoReference[];
  readonly annotations: readonly NeutralAnnotation[];
}

/** Choices that single formats offer. */
export interface ExportOptions {
  /** ELAN: one tier a label (the default) or one an author. */
  readonly elanTiers?: 'label' | 'author';
  /** OpenTimelineIO: all spans one after another (the default), or each video whole with markers. */
  readonly timeline?: 'selects' | 'markers';
}

/** A file to write, its path relative to the export's folder with `/` between folders. */
export interface ExportedFile {
  readonly path: string;
  readonly text: string;
}

/** A frame that a written file refers to as an image; made on demand. */
export interface FrameImage {
  /** Relative to the export's folder. */
  readonly path: string;
  readonly video: string;
  readonly frame: number;
  readonly atSeconds: number;
}

/** The files of an export and what they could not carry. Where nothing could be written there are no files. */
export interface Export {
  readonly files: readonly ExportedFile[];
  /** How many annotations the files hold, whole or in part. */
  readonly written: number;
  readonly losses: readonly Loss[];
  readonly frameImages: readonly FrameImage[];
}

/** One format: how it is named and recognised, and what it can do. */
export interface InterchangeFormat {
  /** As `--format` takes it. */
  readonly id: string;
  readonly name: string;
  /** Of the files it writes; the first one is the usual. With the dot. */
  readonly extensions: readonly string[];
  /** How surely the beginning of a file is of this format: 0 not at all, 1 certainly. */
  recognise?(file: { name: string; start: string }): number;
  /** @throws InterchangeError naming line and field; never anything else, however the file is made. */
  read?(file: ImportFile, context: ImportContext): ImportedFile;
  write?(input: ExportInput, options: ExportOptions): Export;
}

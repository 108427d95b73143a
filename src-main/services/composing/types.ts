/**
 * `varied`: everything that may differ between recordings differs, so that a network learns none of it. `clean`:
 * objects cut out on calm backgrounds, little noise, for showing.
 */
export type Look = 'varied' | 'clean';

/** What a person asks of `earsight compose`. */
export interface ComposeOptions {
  /** Folder of pictures: `IMAGES/CLASS/*`. */
  images: string;
  /** Folder of sounds: `SOUNDS/SOURCE/CLASS/*`, one note or hit a file. */
  sounds: string;
  out: string;
  clips: number;
  seed: number;
  seconds: number;
  width: number;
  height: number;
  framesPerSecond: number;
  /** Pictures in a clip: one, two, or a coin's toss. */
  instruments: '1' | '2' | 'mix';
  /** Share of the clips with two pictures in which both sound, one after the other. */
  switchShare: number;
  /** Share of the clips with a span in which no instrument sounds. */
  silenceShare: number;
  /** Share of the clips with a span in which an instrument sounds that is not in the picture. */
  absentShare: number;
  split: 'all' | 'train' | 'test';
  /** Share of each class's pictures that belongs to the test split. */
  heldOutImages: number;
  /** Sound sources to use; all when empty. */
  sources: readonly string[];
  /** Classes to use; all that have pictures and sounds when empty. */
  classes: readonly string[];
  look: Look;
  /** Clips in the making at once. */
  jobs: number;
}

/** The choices of a clip that decide what is seen and heard, before anything is drawn. */
export interface ClipPlan {
  index: number;
  /** File name of the video within the output folder. */
  file: string;
  /** What is in the picture. */
  objects: { className: string; picture: string }[];
  /** Who sounds when; segments follow one another without a gap from 0 to the clip's end. */
  segments: ClipSegment[];
}

/** A span of a clip in which one instrument sounds, or none. */
export interface ClipSegment {
  from: number;
  to: number;
  /** `object`: `objects[object]` sounds; `absent`: an instrument outside the picture; `silence`: none. */
  kind: 'object' | 'absent' | 'silence';
  object: number | null;
  className: string | null;
  source: string | null;
}

/** A box of the picture, x0, y0, x1, y1 in 0…1 from its top left. */
export type Corners = [number, number, number, number];

/**
 * What labels.json says of one clip. `video`, `labels` and `boxes` are the format of `earsight evaluate`;
 * the rest is what only a composed clip can know, and readers may ignore it.
 */
export interface ClipLabels {
  /** Path relative to the labels file. */
  video: string;
  /** AudioSet names of all that is heard in the clip; `Silence` when nothing is. */
  labels: string[];
  /** The sounding object, every half second; none in silence or when it is not in the picture. */
  boxes: { at: number; label: string; xyxy: Corners }[];
  /** All objects in the picture, sounding or not. */
  objects: { label: string; picture: string; boxes: { at: number; xyxy: Corners }[] }[];
  /** What sounds when. */
  segments: {
    from: number;
    to: number;
    kind: ClipSegment['kind'];
    label: string | null;
    source: string | null;
  }[];
}

/** A decoded picture: RGB bytes, row-major `[height, width, 3]`. */
export interface RgbPicture {
  width: number;
  height: number;
  pixels: Uint8Array;
}

/** What a run of the composer did. */
export interface ComposeResult {
  clips: { wanted: number; rendered: number; kept: number };
  /** Seconds of video rendered in this run, and how long it took. */
  videoSeconds: number;
  seconds: number;
  timesRealTime: number;
  labels: string;
  failures: { path: string; code: string; reason: string }[];
}

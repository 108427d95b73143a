/** A program this room runs: where it is and what it says of itself. */
export type Tool = {
  readonly path: string;
  /** As the program states it, e.g. `7.1` or `N-47683-g0e8eb07980-static`. */
  readonly version: string;
  /** Major version of its libavutil: what options it knows depends on it (git builds carry no other number). */
  readonly libavutil: number;
  /** Its processes let others have the processor first; see `inBackground`. */
  readonly yields?: boolean;
};

/** The two programs that all of this room works with. */
export type Tools = { readonly ffmpeg: Tool; readonly ffprobe: Tool };

/** Settings that every call which runs a program accepts. */
export type Cancellable = { readonly signal?: AbortSignal | undefined };

export type FindToolsOptions = Cancellable & {
  /** Where copies and downloads of the programs may be kept; the user's cache folder when left out. */
  readonly downloadFolder?: string | undefined;
  /** False keeps the search off the network; the last resort, a download, is then not tried. */
  readonly mayDownload?: boolean | undefined;
};

/** What a file holds. Missing sound or picture and cover art are states, not errors. */
export type Probe = {
  /** Length of the presentation in seconds, measured by reading the file where the container does not say. */
  readonly durationSeconds: number;
  /** ffmpeg's name of the container, e.g. `mov,mp4,m4a,3gp,3g2,mj2`. */
  readonly container: string;
  readonly sizeBytes: number;
  /** The first moving picture; null for files of sound only, with or without cover art. */
  readonly picture: PictureTrack | null;
  readonly sounds: readonly SoundTrack[];
  /** A still picture attached to the file, as music files carry it. */
  readonly coverArt: boolean;
};

export type PictureTrack = {
  /** The stream's index in the file. */
  readonly index: number;
  /** ffmpeg's name of the codec, e.g. `h264`. */
  readonly codec: string;
  readonly codedWidth: number;
  readonly codedHeight: number;
  /** Size as shown, in square pixels: pixel aspect and rotation applied. */
  readonly displayWidth: number;
  readonly displayHeight: number;
  /** Clockwise turn that shows the picture upright: 0, 90, 180 or 270. */
  readonly rotationDegrees: number;
  /** Width to height of a stored pixel; [1, 1] for square ones. */
  readonly pixelAspect: readonly [number, number];
  /** Average over the track. */
  readonly framesPerSecond: number;
  readonly variableFrameRate: boolean;
  /** Presentation time of the first frame, counted from the start of the file. */
  readonly startSeconds: number;
  /** Where the file says that the track ends, counted likewise; null when it does not say. */
  readonly endSeconds: number | null;
  readonly pixelFormat: string;
};

export type SoundTrack = {
  /** The stream's index in the file. */
  readonly index: number;
  readonly codec: string;
  readonly channels: number;
  readonly sampleRateHz: number;
  /** Presentation time of the first sample, counted from the start of the file. */
  readonly startSeconds: number;
};

/** A rectangle of the displayed picture, in 0…1 of its width and height from its top left. */
export type Crop = {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
};

/** A time in a video: one frame and the 1 s of sound centred on it. At least one of the two is there. */
export type DecodedMoment = {
  /**
   * Presentation time in seconds from the start of the file. It is the frame's own where a frame begins within half
   * a grid step, else (a held frame, or sound without picture) the grid time. The frame is the nearest to the grid
   * time, or, where ten frames or more go to a step, the nearest of those that other frames build on.
   */
  readonly atSeconds: number;
  /**
   * [row, column, channel] RGB bytes of the centre crop, frameSize × frameSize × 3; null where no picture is shown.
   * Moments of one held frame share the array: read it only.
   */
  readonly frame: Uint8Array | null;
  /** [sample] float32, mono, 48 kHz, 1 s centred on atSeconds, zero-padded at the ends; null where no sound is. */
  readonly sound: Float32Array | null;
};

export type DecodeMomentsOptions = Cancellable & {
  readonly ratePerSecond: number;
  /** Grid times before this one are left out. */
  readonly fromSeconds?: number | undefined;
  /** Grid times after this one are left out. */
  readonly toSeconds?: number | undefined;
  /** Side of the frames in pixels; 224 when left out. */
  readonly frameSize?: number | undefined;
  /** Decode only one of the two; `both` when left out. */
  readonly parts?: 'both' | 'frames' | 'sound' | undefined;
};

/** The frame shown at a time. `pixels` is [row, column, channel] RGB bytes of the centre crop. */
export type DecodedFrame = { readonly atSeconds: number; readonly pixels: Uint8Array };

export type DecodeFrameOptions = Cancellable & {
  /** Side of the frame in pixels; 224 when left out. */
  readonly size?: number | undefined;
};

export type DecodeSoundOptions = Cancellable & {
  /** 1 when left out. */
  readonly lengthSeconds?: number | undefined;
};

/** A file from outside the library: its path, or its bytes (as dropped into the window). */
export type OutsideFile = string | Uint8Array;

/** A sound from outside: [sample] float32 mono 48 kHz, 1 s centred on atSeconds, zero-padded. */
export type DecodedSoundFile = {
  readonly samples: Float32Array;
  readonly atSeconds: number;
  readonly durationSeconds: number;
};

/** A JPEG or PNG in memory with its size in pixels. */
export type EncodedImage = { readonly bytes: Uint8Array; readonly width: number; readonly height: number };

/** A row of small frames in one JPEG, at evenly spaced times. */
export type Filmstrip = EncodedImage & {
  readonly tileWidth: number;
  readonly tileHeight: number;
  /** The time each tile stands for, in seconds, left to right. */
  readonly times: readonly number[];
};

/** Waveform of a whole file: [pair, (min, max)] int8 in −127…127, at `pairsPerSecond`, from time 0. */
export type Peaks = { readonly pairsPerSecond: number; readonly values: Int8Array };

/** A span of a file in seconds. */
export type Span = { readonly fromSeconds: number; readonly toSeconds: number };

export type EncodeVideoOptions = Cancellable & {
  readonly width: number;
  readonly height: number;
  readonly framesPerSecond: number;
  /** Sound to lay under the frames: a span of a media file, or samples, float32 mono. */
  readonly sound?:
    | ({ readonly path: string } & Span)
    | { readonly samples: Float32Array; readonly sampleRateHz: number }
    | undefined;
};

/** Called with 0…1 as work goes on. */
export type OnProgress = (share: number) => void;

/** How a span was cut: copied packets start at the keyframe before it, so they may begin earlier. */
export type CutResult = { readonly copied: boolean; readonly startsAtSeconds: number };

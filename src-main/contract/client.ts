import type { Input, MethodName, Output } from './contract.ts';
import type { EventName, Events } from './events.ts';

/** What the window holds: one typed door to the back end, whatever carries the messages. */
export interface Client {
  /** Calls a method; rejects with an `EarsightError`. Aborting the signal cancels the work at the other end. */
  call<Name extends MethodName>(name: Name, input: Input<Name>, signal?: AbortSignal): Promise<Output<Name>>;
  /** Hears an event until the returned function is called. */
  on<Name extends EventName>(name: Name, listener: (event: Events[Name]) => void): () => void;
  /** The state of the connection, told at once and at every change. */
  onConnection(listener: (connected: boolean) => void): () => void;
}

/**
 * Where the window finds the pictures and sounds that travel as files rather than as calls. Paths are
 * relative to the page's origin (`earsight://app` in Electron, the loopback address in a browser).
 */
export const mediaPaths = {
  /** The video itself or its proxy, with range requests. */
  video: (video: number): string => `/media/video/${video}`,
  /** A JPEG of the middle of the video, 320 pixels wide. */
  thumbnail: (video: number): string => `/media/thumbnail/${video}`,
  /** A JPEG of the frame at a time, `width` pixels wide. */
  frame: (video: number, at: number, width = 320): string => `/media/frame/${video}?at=${at}&width=${width}`,
  /** The 1 s of sound centred on a time, as a WAV file. */
  sound: (video: number, at: number, lengthSeconds = 1): string =>
    `/media/sound/${video}?at=${at}&length=${lengthSeconds}`,
  /** A JPEG strip of `count` frames spread evenly over the video, each 96 pixels high. */
  filmstrip: (video: number): string => `/media/filmstrip/${video}`,
  /** Waveform peaks as int8 pairs (minimum, maximum), 100 pairs a second. */
  peaks: (video: number): string => `/media/peaks/${video}`,
  /** A PNG of the log-spectrogram over a span, `width` columns. */
  spectrogram: (video: number, from: number, to: number, width: number): string =>
    `/media/spectrogram/${video}?from=${from}&to=${to}&width=${width}`,
  /** A dropped query's own picture or sound. */
  query: (query: string): string => `/media/query/${query}`,
} as const;

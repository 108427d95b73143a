/** A time of a clip at which a frame is kept. Times lie on the video's own frame grid. */
export interface ClipMoment {
  /** Presentation time within the video, in seconds. */
  readonly atSeconds: number;
  /** False where the picture is black or the sound silent: nothing to learn from. */
  readonly usable: boolean;
}

/** A stretch of a video that is kept for training: frames at some moments and the whole sound. */
export interface TrainingClip {
  /** Clips of the same video share this; a negative pair takes two different ones. */
  readonly video: string;
  readonly startSeconds: number;
  readonly durationSeconds: number;
  readonly framesPerSecond: number;
  readonly moments: readonly ClipMoment[];
  /** Spans [from, to] of the video, in seconds, in which the second centred on any time is silent. */
  readonly silent?: readonly (readonly [number, number])[];
}

/** What the trainer reads from: the training cache of a library, or anything of the same form. */
export interface TrainingSet {
  readonly clips: readonly TrainingClip[];
  /** Side of the square pictures kept, in pixels. */
  readonly pictureSize: number;
  /** Consecutive frames kept at each moment: 1, 11 for AVE+OF, 25 for AVE+MF. */
  readonly framesPerMoment: number;
  /** RGB bytes [framesPerMoment, size, size, 3] of a moment. */
  picture(clip: number, moment: number): Uint8Array;
  /**
   * Samples [count] of a clip from a sample index on, mono 48 kHz, −1…1. Zeros beyond the ends.
   * Index 0 is the clip's start.
   */
  sound(clip: number, fromSample: number, count: number): Float32Array;
}

/** Clips for learning and clips for validation. No video is in both. */
export interface Split {
  readonly learning: readonly number[];
  readonly validation: readonly number[];
}

/** Pairs take two videos, so either side of a split needs as many. */
const FEWEST = 2;

/**
 * Splits by video: a hash of the name decides, so that a video stays on its side when others come and go. Where
 * that leaves fewer than two videos on a side, those nearest to the border change over; of three videos or fewer
 * none is held out. Videos without a usable moment do not count.
 * @param share of the videos for validation, 0…1; 0 holds none out.
 */
export function splitByVideo(clips: readonly TrainingClip[], share: number): Split {
  const useful = clips.filter(({ moments }) => moments.some(({ usable }) => usable));
  const ranked = [...new Set(useful.map(({ video }) => video))].sort((a, b) => fraction(a) - fraction(b));
  const below = ranked.filter((video) => fraction(video) < share).length;
  const possible = share > 0 && ranked.length >= 2 * FEWEST;
  const count = possible ? Math.min(Math.max(below, FEWEST), ranked.length - FEWEST) : 0;
  const held = new Set(ranked.slice(0, count));
  const learning: number[] = [];
  const validation: number[] = [];
  clips.forEach(({ video }, index) => {
    (held.has(video) ? validation : learning).push(index);
  });
  return { learning, validation };
}

/** FNV-1a of a text, spread over 0…1. */
function fraction(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  hash ^= hash >>> 15;
  return (Math.imul(hash, 0x2c1b3c6d) >>> 0) / 2 ** 32;
}

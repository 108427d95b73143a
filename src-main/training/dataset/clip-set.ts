import { ClipFileError, type ClipReader, openClip } from './clip-file.ts';
import type { TrainingSet } from './training-set.ts';

/** A training set over clip files, which stay open. Call `close` when done. */
export interface ClipSet extends TrainingSet {
  /** Size of all files on disk. */
  readonly bytes: number;
  close(): void;
}

/**
 * Opens clip files as one training set.
 * Throws `ClipFileError` when a file is not complete or differs from the others in its picture size.
 */
export function openClipSet(paths: readonly string[]): ClipSet {
  const readers: ClipReader[] = [];
  try {
    for (const path of paths) readers.push(openClip(path));
    const first = readers[0]?.header;
    for (const { header } of readers) {
      if (header.pictureSize !== first?.pictureSize || header.framesPerMoment !== first?.framesPerMoment) {
        throw new ClipFileError(
          'the clips were kept at different picture sizes; build the training cache again',
        );
      }
    }
  } catch (error) {
    for (const reader of readers) reader.close();
    throw error;
  }
  return {
    clips: readers.map(({ header }) => header),
    pictureSize: readers[0]?.header.pictureSize ?? 0,
    framesPerMoment: readers[0]?.header.framesPerMoment ?? 1,
    bytes: readers.reduce((sum, reader) => sum + reader.bytes, 0),
    picture: (clip, moment) => readers[clip]!.picture(moment),
    sound: (clip, fromSample, count) => readers[clip]!.sound(fromSample, count),
    close: () => {
      for (const reader of readers) reader.close();
    },
  };
}

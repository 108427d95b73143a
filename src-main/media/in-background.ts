import type { Tools } from './types.ts';

/** The same programs for what can wait: they let others, whose results somebody waits for, have the processor first. */
export const inBackground = ({ ffmpeg, ffprobe }: Tools): Tools => ({
  ffmpeg: { ...ffmpeg, yields: true },
  ffprobe: { ...ffprobe, yields: true },
});

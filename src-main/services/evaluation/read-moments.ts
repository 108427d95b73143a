import { decodeFrame, decodeMoments, decodeSound, momentTimes, type Tools } from '../../media/index.ts';
import { frameBytes, frameSide } from '../models/index.ts';
import type { VideoFile } from '../moments/index.ts';

/** A decoded moment: RGB bytes of the centre crop [frames, 224, 224, 3] and a second of sound [48000]. */
export interface ReadMoment {
  readonly at: number;
  readonly frame: Uint8Array | null;
  readonly sound: Float32Array | null;
}

/** Times closer than this to a time of the grid are decoded as that one. */
const tolerance = 0.021;
/** From this many times of the grid on, one pass over the video costs less than a seek for each. */
const passFrom = 2;

/** Frames a second of networks that look at several (Objects that Sound, §3.2). */
const motionFramesPerSecond = 25;

/**
 * Decodes moments of a video, in order of time: those on the grid in one pass, others one by one. With several
 * `framesPerMoment` each moment has that many consecutive frames about its time, fewer moments at the very ends.
 */
export async function readMoments(
  tools: Tools,
  file: VideoFile,
  times: readonly number[],
  framesPerMoment: number,
  signal: AbortSignal,
): Promise<ReadMoment[]> {
  if (framesPerMoment > 1) {
    return Promise.all(times.map((at) => readMotion(tools, file, at, framesPerMoment, signal)));
  }
  const grid = momentTimes(file.probe.durationSeconds, 1);
  const near = (at: number): number | undefined => grid.find((time) => Math.abs(time - at) < tolerance);
  const onGrid = times.filter((at) => near(at) !== undefined);
  const passing = onGrid.length >= passFrom ? onGrid : [];
  const read = await Promise.all([
    passing.length > 0 ? readInOnePass(tools, file, passing, signal) : [],
    ...times
      .filter((at) => !passing.includes(at))
      .map(async (at) => [await readOne(tools, file, at, signal)]),
  ]);
  return read.flat().sort((a, b) => a.at - b.at);
}

async function readInOnePass(
  tools: Tools,
  file: VideoFile,
  times: readonly number[],
  signal: AbortSignal,
): Promise<ReadMoment[]> {
  const result: ReadMoment[] = [];
  const span = { fromSeconds: Math.min(...times) - tolerance, toSeconds: Math.max(...times) + tolerance };
  for await (const moment of decodeMoments(tools, file.path, file.probe, {
    ratePerSecond: 1,
    ...span,
    signal,
  })) {
    // A frame may begin up to half a step beside its time of the grid.
    const at = times.find((time) => Math.abs(time - moment.atSeconds) < 0.25);
    if (at !== undefined && !result.some((other) => other.at === at)) {
      result.push({ at, frame: moment.frame, sound: moment.sound });
    }
  }
  return result;
}

async function readOne(tools: Tools, file: VideoFile, at: number, signal: AbortSignal): Promise<ReadMoment> {
  const { path, probe } = file;
  const [frame, sound] = await Promise.all([
    probe.picture ? decodeFrame(tools, path, probe, at, { size: frameSide, signal }) : null,
    probe.sounds.length > 0 ? decodeSound(tools, path, probe, at, { signal }) : null,
  ]);
  return { at, frame: frame?.pixels ?? null, sound };
}

/** The frames nearest to a time on a grid of 25 a second, and the sound about it. */
async function readMotion(
  tools: Tools,
  file: VideoFile,
  at: number,
  framesPerMoment: number,
  signal: AbortSignal,
): Promise<ReadMoment> {
  const { path, probe } = file;
  const reach = framesPerMoment / motionFramesPerSecond;
  const frames: { atSeconds: number; pixels: Uint8Array }[] = [];
  if (probe.picture) {
    for await (const { atSeconds, frame } of decodeMoments(tools, path, probe, {
      ratePerSecond: motionFramesPerSecond,
      // At an end of the video the frames lie on one side of the moment.
      fromSeconds: Math.max(0, at - reach),
      toSeconds: at + reach,
      parts: 'frames',
      signal,
    })) {
      if (frame) frames.push({ atSeconds, pixels: frame });
    }
  }
  const nearest = frames
    .sort((a, b) => Math.abs(a.atSeconds - at) - Math.abs(b.atSeconds - at))
    .slice(0, framesPerMoment)
    .sort((a, b) => a.atSeconds - b.atSeconds);
  const joined = new Uint8Array(framesPerMoment * frameBytes);
  for (const [place, { pixels }] of nearest.entries()) joined.set(pixels, place * frameBytes);
  return {
    at,
    frame: nearest.length === framesPerMoment ? joined : null,
    sound: probe.sounds.length > 0 ? await decodeSound(tools, path, probe, at, { signal }) : null,
  };
}

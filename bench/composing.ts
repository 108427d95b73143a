import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { findTools, type Tools } from '../src-main/media/index.ts';
import {
  type ClipMedia,
  type ComposeOptions,
  compose,
  encodeClip,
  findMaterial,
  openClipMedia,
  openSourceFiles,
  prepareClip,
} from '../src-main/services/composing/index.ts';
import { rounded } from './statistics.ts';

/** Sides of the clips, in pixels: what the networks see, and what two cores can learn from. */
const sizes = [224, 128];
const clips = 24;
/** Clips whose parts are timed one after the other. */
const clipsInParts = 6;
const seconds = 10;

const execute = promisify(execFile);

/**
 * Seconds of clips rendered in a second, as `earsight compose` renders them (all cores, nothing decoded before), and
 * what share of a single clip's time each part takes. `--images=DIR --sounds=DIR` measure with material of one's own.
 */
export async function run(note: (text: string) => void, flags: string[] = []): Promise<unknown> {
  const tools = await findTools();
  const folder = await mkdtemp(join(tmpdir(), 'earsight-bench-'));
  const given = (name: string): string | undefined =>
    flags.find((flag) => flag.startsWith(`--${name}=`))?.slice(name.length + 3);
  try {
    const images = given('images');
    const sounds = given('sounds');
    const own = images !== undefined && sounds !== undefined;
    if (!own) note('  making pictures and notes');
    const material = own ? { images: resolve(images), sounds: resolve(sounds) } : await make(tools, folder);
    const results: Record<string, unknown> = {};
    for (const size of sizes) {
      const options = optionsOf(material, join(folder, String(size)), size);
      note(`  ${clips} clips of ${seconds} s at ${size} pixels`);
      const { timesRealTime } = await compose(options, openClipMedia(tools));
      const shares = await shareOfParts({ ...options, out: `${options.out}-parts` }, openClipMedia(tools));
      results[size] = { timesRealTime: rounded(timesRealTime), jobs: options.jobs, shares };
    }
    return { unit: 'seconds of clips a second', ...results };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** One clip at a time, so that no part waits for another clip's: what drawing and ffmpeg do at once counts as encoding. */
async function shareOfParts(options: ComposeOptions, media: ClipMedia): Promise<Record<string, number>> {
  const { signal } = new AbortController();
  await mkdir(options.out, { recursive: true });
  const material = await findMaterial(options);
  let decoding = 0;
  const timedMedia: ClipMedia = {
    ...media,
    decodePicture: (file) => decoded(() => media.decodePicture(file, signal)),
    decodeRecording: (file) => decoded(() => media.decodeRecording(file, signal)),
  };
  // Files of a clip are decoded side by side: the time counts once, from the first's start to the last's end.
  let busy = 0;
  let since = 0;
  async function decoded<Value>(decode: () => Promise<Value>): Promise<Value> {
    if (busy++ === 0) since = performance.now();
    try {
      return await decode();
    } finally {
      if (--busy === 0) decoding += performance.now() - since;
    }
  }
  const files = openSourceFiles(timedMedia, signal);
  const startedAt = performance.now();
  let drawing = 0;
  let preparing = 0;
  for (let index = 0; index < clipsInParts; index++) {
    const preparedFrom = performance.now();
    const clip = await prepareClip(index, options, material, files);
    preparing += performance.now() - preparedFrom;
    const { frameAt } = clip.picture;
    clip.picture.frameAt = (atSeconds) => {
      const drawnFrom = performance.now();
      const frame = frameAt(atSeconds);
      drawing += performance.now() - drawnFrom;
      return frame;
    };
    await encodeClip(clip, options, media, signal);
  }
  const total = performance.now() - startedAt;
  return {
    decodingMaterial: rounded(decoding / total),
    scenesAndSound: rounded((preparing - decoding) / total),
    drawing: rounded(drawing / total),
    encoding: rounded((total - preparing - drawing) / total),
  };
}

/** Eight classes of pictures and of notes from two sources, each of its own colours and pitch. */
async function make(tools: Tools, folder: string): Promise<{ images: string; sounds: string }> {
  const [images, sounds] = [join(folder, 'images'), join(folder, 'sounds')];
  const ffmpeg = (...args: string[]): Promise<unknown> =>
    execute(tools.ffmpeg.path, ['-loglevel', 'error', '-f', 'lavfi', '-i', ...args]);
  for (let index = 0; index < 8; index++) {
    const name = `class-${index}`;
    const pictures = join(images, name);
    await mkdir(pictures, { recursive: true });
    const pattern = `mandelbrot=s=320x320:r=1:start_scale=${0.5 / (index + 1)}`;
    await ffmpeg(pattern, '-frames:v', '12', '-q:v', '3', join(pictures, '%02d.jpg'));
    for (const source of ['plain', 'rich']) {
      const notes = join(sounds, source, name);
      await mkdir(notes, { recursive: true });
      const hertz = `2*PI*(${110 * (index + 1)}+20*floor(t/2))`;
      const overtones = source === 'rich' ? `+0.2*sin(t*3*${hertz})` : '';
      const wave = `aevalsrc=exp(-2*mod(t\\,2))*(0.4*sin(t*${hertz})${overtones}):s=48000:d=16`;
      await ffmpeg(wave, '-f', 'segment', '-segment_time', '2', join(notes, '%02d.wav'));
    }
  }
  return { images, sounds };
}

function optionsOf(material: { images: string; sounds: string }, out: string, size: number): ComposeOptions {
  return {
    ...material,
    out,
    clips,
    seed: 1,
    seconds,
    width: size,
    height: size,
    framesPerSecond: 25,
    instruments: 'mix',
    switchShare: 0.3,
    silenceShare: 0,
    absentShare: 0,
    split: 'all',
    heldOutImages: 0.2,
    sources: [],
    classes: [],
    look: 'varied',
    jobs: Math.min(8, availableParallelism()),
  };
}

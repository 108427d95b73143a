import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { findTools, type Tools } from '../src-main/media/index.ts';
import {
  type ClipLabels,
  type ComposeOptions,
  encodeClip,
  findMaterial,
  openClipMedia,
  openSourceFiles,
  prepareClip,
} from '../src-main/services/composing/index.ts';
import { demoClips, demoPictures, demoPrograms } from './demo/clips.ts';
import { smallVideoEncoder } from './demo/small-video.ts';
import { openSoundFont } from './demo/soundfont.ts';

/*
 * Renders resources/demo from openly licensed pictures and sounds; resources/demo/README.md says where they come
 * from and how to fetch them.
 *
 *   node scripts/run.mjs scripts/render-demo.ts --openclipart DIR --fluent DIR --soundfont FILE.sf2
 */

/** Side of the pictures to paste, in pixels, and the empty border that keeps them whole when cut to a square. */
const pictureSide = 480;
const border = 12;

const { values: flags } = parseArgs({
  options: {
    openclipart: { type: 'string' },
    fluent: { type: 'string' },
    soundfont: { type: 'string' },
    out: { type: 'string', default: path.join(import.meta.dirname, '..', 'resources', 'demo') },
    seed: { type: 'string', default: '20' },
    clips: { type: 'string', default: String(demoClips.length) },
  },
});

/** Lays a picture with a transparent background on white, in a square. */
function flattenPicture(tools: Tools, from: string, to: string): void {
  const inner = pictureSide - 2 * border;
  const filter =
    `[1]scale=${inner}:${inner}:force_original_aspect_ratio=decrease:flags=lanczos[picture];` +
    '[0][picture]overlay=(W-w)/2:(H-h)/2';
  const white = `color=white:s=${pictureSide}x${pictureSide}`;
  const args = ['-v', 'error', '-y', '-f', 'lavfi', '-i', white, '-i', from, '-filter_complex', filter];
  const run = spawnSync(tools.ffmpeg.path, [...args, '-frames:v', '1', to], { encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`Cannot read ${from}: ${run.stderr}`);
}

/** A WAV file of mono float32 samples. */
function waveFile(samples: Float32Array, sampleRateHz: number): Buffer {
  const header = Buffer.alloc(44);
  header.write('RIFF');
  header.writeUInt32LE(36 + samples.byteLength, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(3, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(sampleRateHz, 24);
  header.writeUInt32LE(sampleRateHz * 4, 28);
  header.writeUInt16LE(4, 32);
  header.writeUInt16LE(32, 34);
  header.write('data', 36);
  header.writeUInt32LE(samples.byteLength, 40);
  return Buffer.concat([header, Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength)]);
}

async function collectMaterial(tools: Tools, folder: string): Promise<void> {
  const { openclipart, fluent, soundfont } = flags;
  if (!openclipart || !fluent || !soundfont) {
    throw new Error('--openclipart, --fluent and --soundfont are needed; see resources/demo/README.md.');
  }
  for (const { className, from, file } of demoPictures) {
    const target = path.join(folder, 'images', className, `${path.parse(file).name}.png`);
    await mkdir(path.dirname(target), { recursive: true });
    flattenPicture(tools, path.join(from === 'fluent' ? fluent : openclipart, file), target);
  }
  const sounds = await openSoundFont(soundfont);
  for (const [className, programs] of Object.entries(demoPrograms)) {
    const target = path.join(folder, 'sounds', 'fluidr3', className);
    await mkdir(target, { recursive: true });
    const samples = programs.flatMap(({ bank, program }) => sounds.samplesOf(bank, program));
    for (const [index, sample] of samples.entries()) {
      const name = `${String(index).padStart(3, '0')}.wav`;
      await writeFile(path.join(target, name), waveFile(sample.samples, sample.sampleRateHz));
    }
  }
}

/** Renders one clip under the name of what is in it, and gives its labels. */
async function renderClip(index: number, tools: Tools, material: string, out: string): Promise<ClipLabels> {
  const classes = [...(demoClips[index] as readonly string[])];
  const options: ComposeOptions = {
    images: path.join(material, 'images'),
    sounds: path.join(material, 'sounds'),
    out,
    clips: 1,
    seed: Number(flags.seed),
    seconds: 10,
    width: 480,
    height: 360,
    framesPerSecond: 25,
    instruments: classes.length === 1 ? '1' : '2',
    switchShare: 0.5,
    silenceShare: 0,
    absentShare: 0,
    split: 'all',
    heldOutImages: 0,
    sources: [],
    classes,
    look: 'clean',
    jobs: 1,
  };
  const signal = AbortSignal.timeout(600_000);
  const media = { ...openClipMedia(tools, pictureSide), encode: smallVideoEncoder(tools) };
  const files = openSourceFiles(media, signal);
  const clip = await prepareClip(index, options, await findMaterial(options), files);
  const name = `${String(index + 1).padStart(2, '0')}-${classes.join('-and-')}.mp4`;
  clip.plan.file = name;
  clip.labels.video = name;
  await encodeClip(clip, options, media, signal);
  return clip.labels;
}

async function main(): Promise<void> {
  const tools = await findTools();
  const out = path.resolve(flags.out);
  const material = await mkdtemp(path.join(tmpdir(), 'earsight-demo-'));
  try {
    await collectMaterial(tools, material);
    await mkdir(out, { recursive: true });
    for (const name of await readdir(out)) if (name.endsWith('.mp4')) await rm(path.join(out, name));
    const labels: ClipLabels[] = [];
    let bytes = 0;
    for (let index = 0; index < Math.min(Number(flags.clips), demoClips.length); index++) {
      const clip = await renderClip(index, tools, material, out);
      labels.push(clip);
      bytes += (await stat(path.join(out, clip.video))).size;
      console.log(`${clip.video}: ${clip.labels.join(', ')}`);
    }
    const lines = labels.map((clip) => JSON.stringify(clip)).join(',\n');
    await writeFile(path.join(out, 'labels.json'), `[\n${lines}\n]\n`);
    console.log(`${labels.length} clips, ${(bytes / 2 ** 20).toFixed(2)} MiB`);
  } finally {
    await rm(material, { recursive: true, force: true });
  }
}

await main();

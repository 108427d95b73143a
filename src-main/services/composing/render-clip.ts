import path from 'node:path';
import { EarsightError } from '../../contract/errors.ts';
import type { ClipMedia } from './clip-media.ts';
import { type ClipPicture, setScene } from './clip-picture.ts';
import { type DrawnClip, drawClip } from './clip-plan.ts';
import { renderSound } from './clip-sound.ts';
import { labelClip } from './labels.ts';
import type { Material } from './material.ts';
import { RandomStream } from './random.ts';
import type { SourceFiles } from './source-files.ts';
import type { ClipLabels, ClipPlan, ComposeOptions } from './types.ts';

/** A clip before it is encoded: all of it is decided by the options, the material and the clip's index. */
export interface PreparedClip {
  plan: ClipPlan;
  picture: ClipPicture;
  /** Mono float32 at 48 kHz. */
  sound: Float32Array;
  labels: ClipLabels;
}

/**
 * Decides and prepares a clip: its plan, its scene, its sound. The same seed gives the same samples and frames
 * bit for bit, whichever clips are made beside it. Throws `unreadable-file` when no file of a class can be read.
 */
export async function prepareClip(
  index: number,
  options: ComposeOptions,
  material: Material,
  files: SourceFiles,
): Promise<PreparedClip> {
  const stream = (topic: string): RandomStream => new RandomStream(options.seed, `clip ${index} ${topic}`);
  const drawn = drawClip(index, options, material, stream('plan'));
  const pictures = await Promise.all(drawn.objects.map(({ candidates }) => files.firstPicture(candidates)));
  const scenery = drawn.scenery === null ? null : await files.firstPicture([drawn.scenery]);
  const notes = await Promise.all(drawn.recordings.map((segmentFiles) => files.notes(segmentFiles)));
  requireAll(drawn, pictures, notes);
  const readable = pictures.filter((picture) => picture !== null);
  const plan: ClipPlan = {
    index,
    file: drawn.file,
    objects: drawn.objects.map(({ className }, place) => ({
      className,
      picture: `${className}/${path.basename((readable[place] as { file: string }).file)}`,
    })),
    segments: drawn.segments,
  };
  const size = { width: options.width, height: options.height, seconds: options.seconds };
  const picture = setScene(
    readable.map((entry) => entry.picture),
    scenery?.picture ?? null,
    size,
    stream('picture'),
    options.look,
  );
  const sound = renderSound(plan, notes, options.seconds, stream('sound'), options.look);
  return { plan, picture, sound, labels: labelClip(plan, picture, options.seconds) };
}

function requireAll(drawn: DrawnClip, pictures: readonly unknown[], notes: readonly Float32Array[][]): void {
  const unseen = pictures.indexOf(null);
  const unheard = drawn.segments.findIndex(
    ({ className }, index) => className !== null && notes[index]?.length === 0,
  );
  if (unseen < 0 && unheard < 0) return;
  const files = unseen >= 0 ? drawn.objects[unseen]?.candidates : drawn.recordings[unheard];
  throw new EarsightError('unreadable-file', `None of these files can be used: ${files?.join(', ')}.`);
}

/**
 * Encodes a prepared clip into the output folder. The video appears under its name only when it is whole.
 */
export async function encodeClip(
  clip: PreparedClip,
  options: ComposeOptions,
  media: ClipMedia,
  signal: AbortSignal,
): Promise<void> {
  const { width, height, framesPerSecond } = options;
  const format = { width, height, framesPerSecond, sound: clip.sound };
  await media.encode(path.join(options.out, clip.plan.file), format, framesOf(clip, options), signal);
}

async function* framesOf(clip: PreparedClip, options: ComposeOptions): AsyncGenerator<Uint8Array> {
  const count = Math.round(options.seconds * options.framesPerSecond);
  for (let frame = 0; frame < count; frame++) yield clip.picture.frameAt(frame / options.framesPerSecond);
}

import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findTools } from '../src-main/media/index.ts';

const run = promisify(execFile);

/**
 * A folder of made videos, h264 and aac as cameras write them; `remove` deletes it.
 * @param options.keyframeSeconds from one keyframe to the next; the encoder's ten seconds when left out
 */
export async function makeVideos(
  count: number,
  options: { seconds: number; size: string; keyframeSeconds?: number },
): Promise<{ folder: string; paths: string[]; remove(): Promise<void> }> {
  const { ffmpeg } = await findTools();
  const folder = await mkdtemp(join(tmpdir(), 'earsight-bench-'));
  const paths: string[] = [];
  for (let index = 0; index < count; index++) {
    const path = join(folder, `${index}.mp4`);
    const picture = `testsrc2=s=${options.size}:r=25:d=${options.seconds}`;
    // Notes that change: a steady tone would compress to nothing.
    const sound = `aevalsrc=0.3*sin(2*PI*t*(${200 + index * 40}+100*floor(mod(t*3\\,5)))):s=48000:d=${options.seconds}`;
    await run(ffmpeg.path, [
      ...['-loglevel', 'error', '-f', 'lavfi', '-i', picture, '-f', 'lavfi', '-i', sound],
      ...['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'],
      ...(options.keyframeSeconds ? ['-g', String(options.keyframeSeconds * 25)] : []),
      ...['-movflags', '+faststart', '-c:a', 'aac', '-y', path],
    ]);
    paths.push(path);
  }
  return { folder, paths, remove: () => rm(folder, { recursive: true, force: true }) };
}

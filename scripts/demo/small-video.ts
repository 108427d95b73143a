import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import type { Tools } from '../../src-main/media/index.ts';
import type { ClipMedia } from '../../src-main/services/composing/index.ts';

/**
 * Encodes a clip smaller than the app does (slower, mono sound): the demo clips travel in the repository and in every
 * installer. Takes what `ClipMedia.encode` takes.
 */
export function smallVideoEncoder(tools: Tools): ClipMedia['encode'] {
  return async (out, { width, height, framesPerSecond, sound }, frames, signal) => {
    const samples = `${out}.f32`;
    await writeFile(samples, new Uint8Array(sound.buffer, sound.byteOffset, sound.byteLength));
    const picture = ['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-video_size', `${width}x${height}`];
    const heard = ['-f', 'f32le', '-ar', '48000', '-ac', '1', '-i', samples];
    const colour = ['-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709'];
    const ffmpeg = spawn(
      tools.ffmpeg.path,
      [
        ...['-v', 'error', '-y', ...picture, '-framerate', String(framesPerSecond), '-i', 'pipe:0', ...heard],
        ...['-vf', 'scale=out_color_matrix=bt709:out_range=tv', ...colour, '-color_range', 'tv'],
        ...['-c:v', 'libx264', '-preset', 'slow', '-crf', '25', '-pix_fmt', 'yuv420p'],
        ...['-c:a', 'aac', '-b:a', '96k', '-movflags', '+faststart', out],
      ],
      { stdio: ['pipe', 'ignore', 'inherit'], signal },
    );
    const ended = once(ffmpeg, 'close');
    try {
      for await (const frame of frames) {
        if (!ffmpeg.stdin.write(frame)) await Promise.race([once(ffmpeg.stdin, 'drain'), ended]);
      }
      ffmpeg.stdin.end();
      const [code] = await ended;
      if (code !== 0) throw new Error(`ffmpeg ended with ${code}.`);
    } finally {
      await rm(samples, { force: true });
    }
  };
}

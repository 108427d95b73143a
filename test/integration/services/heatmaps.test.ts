import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { decode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { decodeFrame, probe } from '../../../src-main/media/index.ts';
import { peakOf } from '../../../src-main/services/heatmaps/index.ts';
import { finishJob } from '../../../src-main/services/jobs/index.ts';
import { readNpy } from '../../../src-main/services/tables/index.ts';
import { tools } from '../../fixtures/clips.ts';
import { indexedLibrary } from '../../fixtures/indexed-library.ts';
import { never, tinyAve, tinyAvol } from '../../fixtures/services.ts';

const library = indexedLibrary({
  'wide.mp4': { size: '128x64', hertz: 300 },
  'other.mp4': { hertz: 2500, picture: 'mandelbrot' },
  'mute.mp4': { hertz: null },
  'silent.mp4': { hertz: 0 },
});

describe('the peak of a heatmap', () => {
  it('lies in the displayed picture, mapped through the crop', () => {
    const values = new Float32Array(196);
    values[0] = 1;
    expect(peakOf(values, { x: 0.25, y: 0, width: 0.5, height: 1 })).toEqual({
      x: 0.25 + 0.5 / 28,
      y: 1 / 28,
    });
    values[195] = 2;
    const { x, y } = peakOf(values, { x: 0, y: 0.25, width: 1, height: 0.5 });
    expect(x).toBeCloseTo(27 / 28, 6);
    expect(y).toBeCloseTo(0.25 + (0.5 * 27) / 28, 6);
  });
});

describe('heatmaps', () => {
  it('have 14×14 cells of 0…1 whose largest is the score, at its place', async () => {
    const { handlers, video } = library();
    const heatmap = await handlers['heatmap.compute']!({ video: video('wide.mp4').id, at: 1.5 }, never);
    expect(heatmap.values).toHaveLength(196);
    expect(Math.max(...heatmap.values)).toBeCloseTo(heatmap.score, 6);
    expect(heatmap.peak.x).toBeGreaterThan(0.25);
    expect(heatmap.peak.x).toBeLessThan(0.75);
    expect(heatmap.untrained).toBe(true);
  });

  it('are the same for the window’s own pixels as for the frame decoded here', async () => {
    const { handlers, video, videos } = library();
    const path = join(videos, 'wide.mp4');
    const { pixels } = await decodeFrame(await tools(), path, await probe(await tools(), path), 1.5);
    const request = { video: video('wide.mp4').id, at: 1.5 };
    const decoded = await handlers['heatmap.compute']!(request, never);
    const sent = await handlers['heatmap.compute']!({ ...request, pixels: new Uint8Array(pixels) }, never);
    expect(sent.values).toEqual(decoded.values);
  });

  it('depend on the sound: another video’s, or one from outside', async () => {
    const { handlers, video } = library();
    const request = { video: video('wide.mp4').id, at: 1.5 };
    const own = await handlers['heatmap.compute']!(request, never);
    const sound = { video: video('other.mp4').id, at: 1 };
    const other = await handlers['heatmap.compute']!({ ...request, sound }, never);
    expect(other.values).not.toEqual(own.values);
  });

  it('are dark for silence: nothing in a picture makes it', async () => {
    const { handlers, video, context } = library();
    const moment = { video: video('wide.mp4').id, at: 1.5 };
    const sound = { video: video('silent.mp4').id, at: 1 };
    const { values, score } = await handlers['heatmap.compute']!({ ...moment, sound }, never);
    expect(Math.max(...values)).toBe(0);
    expect(score).toBe(0);
    const { job } = await handlers['exports.start']!(
      { kind: 'heatmap-npy', moment: { video: video('silent.mp4').id, at: 1 } },
      never,
    );
    const { result } = await finishJob(context, job, never);
    const array = readNpy(readFileSync((result as { files: string[] }).files[0]!));
    expect('data' in array && Math.max(...(array.data as Float32Array))).toBe(0);
  });

  it('answer quickly where one scrubs, from the sound kept at hand', async () => {
    const { handlers, video } = library();
    const ask = (at: number) => handlers['heatmap.compute']!({ video: video('wide.mp4').id, at }, never);
    const first = await ask(1);
    const cold = await ask(1.2);
    await new Promise((resolve) => setTimeout(resolve, 500));
    const warm = await ask(1.2);
    expect(warm.values).toEqual(cold.values);
    expect(warm.milliseconds).toBeLessThan(Math.max(20, first.milliseconds / 2));
  });

  it('say why there is none', async () => {
    const { handlers, video } = library();
    const compute = handlers['heatmap.compute']!;
    const mute = { video: video('mute.mp4').id, at: 1 };
    await expect(compute(mute, never)).rejects.toMatchObject({ code: 'no-sound' });
    await expect(compute({ video: video('wide.mp4').id, at: 60 }, never)).rejects.toMatchObject({
      field: 'at',
    });
    await expect(
      compute({ video: video('wide.mp4').id, at: 1, model: tinyAve }, never),
    ).rejects.toMatchObject({
      code: 'invalid-input',
      field: 'model',
    });
    const aborted = AbortSignal.abort();
    await expect(compute({ video: video('wide.mp4').id, at: 2.2 }, aborted)).rejects.toThrow();
  });
});

describe('exports', () => {
  it('write overlay, map, array and vectors as jobs, each file whole', async () => {
    const { handlers, video, context } = library();
    const moment = { video: video('wide.mp4').id, at: 1.5 };
    const start = async (
      request: Parameters<NonNullable<(typeof handlers)['exports.start']>>[0],
    ): Promise<string> => {
      const { job } = await handlers['exports.start']!(request, never);
      const { result } = await finishJob(context, job, never);
      return (result as { files: string[] }).files[0]!;
    };
    const overlay = decode(readFileSync(await start({ kind: 'heatmap-overlay-png', moment })));
    expect([overlay.width, overlay.height, overlay.channels]).toEqual([128, 64, 3]);
    const map = decode(readFileSync(await start({ kind: 'heatmap-map-png', moment })));
    expect([map.width, map.height]).toEqual([448, 448]);
    const array = readNpy(readFileSync(await start({ kind: 'heatmap-npy', moment })));
    const { values } = await handlers['heatmap.compute']!(moment, never);
    expect(array.shape).toEqual([14, 14]);
    expect('data' in array && Array.from(array.data as Float32Array)).toEqual(values);
    for (const kind of ['embeddings-npz', 'embeddings-parquet'] as const) {
      const file = await start({ kind });
      expect(file.startsWith(join(context.session.current().folder, 'exports'))).toBe(true);
      const bytes = readFileSync(file);
      expect(bytes.length).toBeGreaterThan(1000);
      // NumPy keeps text in four bytes a character.
      const text = Buffer.from(bytes.filter((byte) => byte !== 0)).toString('latin1');
      expect(text).toContain('wide.mp4');
      expect(text).not.toContain(library().videos);
    }
  });

  it('write no vectors of a model that the library is not indexed with', async () => {
    const { handlers, context } = library();
    const request = {
      kind: 'embeddings-npz',
      model: tinyAvol,
      folder: join(library().videos, 'none'),
    } as const;
    const { job } = await handlers['exports.start']!(request, never);
    await expect(finishJob(context, job, never)).rejects.toMatchObject({
      code: 'not-found',
      field: 'model',
      message: expect.stringContaining(tinyAvol),
    });
    expect(readdirSync(library().videos)).not.toContain('none');
  });

  it('leave the picture outside the crop as it is', async () => {
    const { handlers, video, context } = library();
    context.settings.change({ overlay: { threshold: 0, opacity: 1 } });
    const moment = { video: video('wide.mp4').id, at: 1.5 };
    const { job } = await handlers['exports.start']!({ kind: 'heatmap-overlay-png', moment }, never);
    const { result } = await finishJob(context, job, never);
    const overlay = decode(readFileSync((result as { files: string[] }).files[0]!));
    context.settings.change({ overlay: { threshold: 1 } });
    const again = await finishJob(
      context,
      (await handlers['exports.start']!({ kind: 'heatmap-overlay-png', moment }, never)).job,
      never,
    );
    const plain = decode(readFileSync((again.result as { files: string[] }).files[0]!));
    const differs = (column: number): boolean =>
      [0, 20, 40, 63].some(
        (row) => overlay.data[(row * 128 + column) * 3] !== plain.data[(row * 128 + column) * 3],
      );
    expect([31, 96].map(differs)).toEqual([false, false]);
    expect([33, 64, 94].map(differs)).toEqual([true, true, true]);
  });

  it('write a span as MP4 with its sound', async () => {
    const { handlers, video, context } = library();
    const request = { kind: 'heatmap-mp4', video: video('wide.mp4').id, from: 0.5, to: 2 } as const;
    const { job } = await handlers['exports.start']!(request, never);
    const { result } = await finishJob(context, job, never);
    const [file] = (result as { files: string[] }).files;
    const found = await probe(await tools(), file!);
    expect(found.picture).toMatchObject({ displayWidth: 128, displayHeight: 64, framesPerSecond: 25 });
    expect(found.sounds).toHaveLength(1);
    expect(found.durationSeconds).toBeGreaterThan(1.4);
    expect(found.durationSeconds).toBeLessThan(1.7);
    expect(readdirSync(dirname(file!)).filter((name) => name.includes('.part'))).toEqual([]);
  });

  it('ask every picture of an MP4 for another sound when one is given', async () => {
    const { handlers, video, context } = library();
    context.settings.change({ overlay: { threshold: 0, opacity: 1 } });
    const film = async (sound?: { video: number; at: number }): Promise<Buffer> => {
      const request = { kind: 'heatmap-mp4', video: video('wide.mp4').id, from: 1, to: 1.4, sound } as const;
      const { job } = await handlers['exports.start']!(request, never);
      const { result } = await finishJob(context, job, never);
      return readFileSync((result as { files: string[] }).files[0]!);
    };
    const own = await film();
    expect((await film()).equals(own)).toBe(true);
    expect((await film({ video: video('other.mp4').id, at: 1 })).equals(own)).toBe(false);
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { queryLibrary } from '../../../src-main/services/queries/query-library.ts';
import { makeClip } from '../../fixtures/clips.ts';
import { indexedLibrary } from '../../fixtures/indexed-library.ts';
import { never, temporaryFolder, tinyAve } from '../../fixtures/services.ts';

const library = indexedLibrary({
  'low.mp4': { hertz: 200 },
  'high.mp4': { hertz: 3000, picture: 'mandelbrot' },
  'mute.mp4': { hertz: null, picture: 'color=c=blue', seconds: 2 },
});

describe('neighbours', () => {
  it('answers in all four directions, nearest first, at most as many as asked for', async () => {
    const { handlers, video } = library();
    const find = handlers['neighbours.find']!;
    const anchor = { video: video('low.mp4').id, at: 1.5 };
    for (const from of ['frame', 'sound'] as const) {
      for (const to of ['frames', 'sounds'] as const) {
        const { neighbours, untrained } = await find(
          { anchor, from, to, top: 4, notFromThisVideo: false },
          never,
        );
        expect(untrained).toBe(true);
        expect(neighbours).toHaveLength(4);
        const distances = neighbours.map(({ distance }) => distance);
        expect(distances).toEqual([...distances].sort((a, b) => a - b));
        expect(neighbours[0]!.likeness).toBe(1);
      }
    }
  });

  it('loads the vectors once for many who ask at the same time', async () => {
    const { workbench, context } = library();
    const { store } = context.session.current();
    const { info } = await context.models.open(tinyAve);
    await workbench.indices.clear();
    const ask = () => workbench.indices.get(store, info.hash, 'frame');
    const [first, second] = await Promise.all([ask(), ask()]);
    expect(first).toBe(second);
    expect(first!.count).toBeGreaterThan(0);
  });

  it('finds the moment itself first among its own kind, at a distance of 0', async () => {
    const { handlers, video } = library();
    const anchor = { video: video('high.mp4').id, at: 2.5 };
    const { neighbours } = await handlers['neighbours.find']!(
      { anchor, from: 'frame', to: 'frames', top: 1, notFromThisVideo: false },
      never,
    );
    expect(neighbours[0]).toMatchObject({ video: anchor.video, name: 'high.mp4' });
    expect(neighbours[0]!.at).toBeCloseTo(2.5, 1);
    expect(neighbours[0]!.distance).toBeLessThan(1e-3);
  });

  it('leaves out the anchor’s own video when asked to', async () => {
    const { handlers, video } = library();
    const own = video('low.mp4').id;
    const { neighbours } = await handlers['neighbours.find']!(
      { anchor: { video: own, at: 0.5 }, from: 'sound', to: 'sounds', top: 30, notFromThisVideo: true },
      never,
    );
    expect(neighbours.map((found) => found.name)).toEqual(['high.mp4', 'high.mp4', 'high.mp4']);
  });

  it('embeds a time between two indexed moments afresh', async () => {
    const { handlers, video } = library();
    const anchor = { video: video('high.mp4').id, at: 1.0 };
    const { neighbours } = await handlers['neighbours.find']!(
      { anchor, from: 'frame', to: 'frames', top: 1, notFromThisVideo: false },
      never,
    );
    expect(neighbours[0]!.distance).toBeGreaterThan(1e-4);
  });

  it('says what is missing: no sound, a time outside, no such video', async () => {
    const { handlers, video } = library();
    const ask = (anchor: { video: number; at: number }) =>
      handlers['neighbours.find']!(
        { anchor, from: 'sound', to: 'sounds', top: 1, notFromThisVideo: false },
        never,
      );
    await expect(ask({ video: video('mute.mp4').id, at: 0.5 })).rejects.toMatchObject({ code: 'no-sound' });
    await expect(ask({ video: video('low.mp4').id, at: 77 })).rejects.toMatchObject({
      code: 'invalid-input',
      field: 'at',
    });
    await expect(ask({ video: 999, at: 0 })).rejects.toMatchObject({ code: 'not-found' });
  });

  it('takes a picture and a sound from outside as queries, each for its own half', async () => {
    const { handlers, workbench } = library();
    const folder = temporaryFolder('query');
    const wav = await makeClip(folder, 'q.wav', { size: null, hertz: 200, seconds: 2 });
    const png = await makeClip(folder, 'q.png', { hertz: null, seconds: 0.04 });
    const sound = await handlers['queries.create']!({ name: 'q.wav', data: readFileSync(wav) }, never);
    const frame = await handlers['queries.create']!({ name: 'q.png', data: readFileSync(png) }, never);
    expect([sound.modality, frame.modality, frame.durationSeconds]).toEqual(['sound', 'frame', null]);
    expect(sound.durationSeconds).toBeCloseTo(2, 1);
    const ask = (query: string, from: 'frame' | 'sound') =>
      handlers['neighbours.find']!(
        { anchor: { query }, from, to: 'sounds', top: 3, notFromThisVideo: false },
        never,
      );
    const { neighbours } = await ask(sound.query, 'sound');
    expect(neighbours.map(({ name }) => name)).toEqual(['low.mp4', 'low.mp4', 'low.mp4']);
    await expect(ask(frame.query, 'sound')).rejects.toMatchObject({ field: 'from', allowed: 'frame' });
    expect(workbench.outside.get(frame.query).name).toBe('q.png');
    await expect(
      handlers['queries.create']!({ name: 'x.bin', data: Buffer.from('neither') }, never),
    ).rejects.toMatchObject({ code: 'unsupported-format' });
  });

  it('notices vectors that another process added', async () => {
    const { handlers, video, context } = library();
    const anchor = { video: video('low.mp4').id, at: 0.5 };
    const ask = () =>
      handlers['neighbours.find']!(
        { anchor, from: 'frame', to: 'frames', top: 100, notFromThisVideo: false },
        never,
      );
    const before = (await ask()).neighbours.length;
    const { store } = context.session.current();
    const [model] = store.embeddings.models();
    const frame = new Float32Array(128).fill(0.1);
    store.videos.completeIndexing(video('mute.mp4').id, {
      modelHash: model!.hash,
      moments: [0.5, 0.8, 1, 1.2, 1.5].map((at) => ({ at, frame })),
    });
    await expect.poll(async () => (await ask()).neighbours.length).not.toBe(before);
  });
});

describe('the strength of correspondence', () => {
  it('is told for every moment that has picture and sound', async () => {
    const { handlers, video } = library();
    const told = await handlers['videos.correspondence']!({ video: video('low.mp4').id }, never);
    expect(told.at).toHaveLength(3);
    expect(told.score.every((score) => score > 0 && score < 1)).toBe(true);
    const mute = await handlers['videos.correspondence']!({ video: video('mute.mp4').id }, never);
    expect(mute).toMatchObject({ at: [], score: [] });
  });
});

describe('queries by path', () => {
  it('answer for a video of the library and for one outside of it', async () => {
    const services = library();
    const outside = await makeClip(temporaryFolder('outside'), 'other.mp4', { hertz: 3000 });
    const ask = (video: string) =>
      queryLibrary(
        services,
        { anchor: { video, at: 1.5 }, from: 'sound', to: 'sounds', top: 3, notFromThisVideo: false },
        never,
      );
    const inside = await ask(join(services.videos, 'low.mp4'));
    expect(inside.found[0]).toMatchObject({ video: join(services.videos, 'low.mp4') });
    const { found } = await ask(outside);
    expect(found.map(({ video }) => video)).toEqual(Array(3).fill(join(services.videos, 'high.mp4')));
  });
});

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { indexResult } from '../../../src-main/contract/jobs.ts';
import { closeGraph, encodeGraph, op, type Tensor } from '../../../src-main/engine/index.ts';
import { startIndexing } from '../../../src-main/services/indexing/index.ts';
import { finishJob } from '../../../src-main/services/jobs/index.ts';
import { addSources } from '../../../src-main/services/libraries/index.ts';
import { importExternal } from '../../../src-main/services/models/import-model.ts';
import { makeClip } from '../../fixtures/clips.ts';
import { never, type OpenedServices, openServices, temporaryFolder } from '../../fixtures/services.ts';

/** A foreign encoder for a fixed batch of 2: means over stretches of its input. */
function encoder(shape: number[], output: (input: Tensor) => Tensor): Uint8Array {
  return encodeGraph(closeGraph({ vector: output(op.input('values', shape)) }));
}

/** The mean of each colour. */
const image = encoder([2, 3, 16, 16], (input) => op.reduceMean(input, [2, 3]));
/** The mean power of each third. */
const sound = encoder([2, 3000], (input) => op.reduceMean(op.square(op.reshapeTo(input, [2, 3, 1000])), [2]));

async function importPair(services: OpenedServices, folder: string, conventions = {}) {
  writeFileSync(join(folder, 'image.onnx'), image);
  writeFileSync(join(folder, 'sound.onnx'), sound);
  return importExternal(services.context, {
    name: 'pair',
    image: join(folder, 'image.onnx'),
    sound: join(folder, 'sound.onnx'),
    conventions: {
      image: { size: 16, mean: [0.5, 0, 0], deviation: [0.5, 1, 1] },
      sound: { sampleRateHz: 8000, samples: 3000, ...conventions },
    },
  });
}

describe('a pair of foreign encoders', () => {
  it('gets its inputs as its description says', async () => {
    const folder = temporaryFolder('external');
    const services = await openServices(folder);
    expect(await importPair(services, folder)).toMatchObject({ network: 'external', untrained: false });
    const { network } = await services.context.models.open('pair');
    const red = new Uint8Array(3 * 224 * 224 * 3);
    for (let pixel = 0; pixel < red.length; pixel += 3) red[pixel] = 255;
    const frames = await network.embedFrames(red, 3);
    expect(frames.length).toBe(9);
    for (const [index, value] of [1, 0, 0, 1, 0, 0, 1, 0, 0].entries())
      expect(frames[index]).toBeCloseTo(value, 4);
    // 3000 of 8000 samples around the middle: the burst of 20 ms there lies in the second third.
    const burst = new Float32Array(48_000);
    burst.fill(0.5, 23_520, 24_480);
    const power = await network.embedSounds(burst, 1);
    expect([...power].map((value) => value > 0.01)).toEqual([false, true, false]);
  });

  it('indexes and answers like any other model', async () => {
    const folder = temporaryFolder('external');
    const services = await openServices(folder);
    const { context, handlers } = services;
    await importPair(services, folder);
    const videos = join(folder, 'videos');
    mkdirSync(videos);
    await makeClip(videos, 'a.mp4');
    await makeClip(videos, 'b.mp4', { picture: 'mandelbrot' });
    const sources = addSources(context, [videos]);
    const id = startIndexing(context, { sources, model: 'pair', ratePerSecond: 1 });
    const result = indexResult.parse((await finishJob(context, id, never)).result);
    expect(result).toMatchObject({ videos: { indexed: 2, failed: 0 }, untrained: false });
    const video = context.session.current().store.videos.find(sources[0]!, 'a.mp4')!.id;
    const { neighbours } = await handlers['neighbours.find']!(
      {
        anchor: { video, at: 1.5 },
        from: 'frame',
        to: 'frames',
        top: 1,
        notFromThisVideo: false,
        model: 'pair',
      },
      never,
    );
    expect(neighbours[0]).toMatchObject({ video });
  });

  it('names the one of its two files that is no ONNX model, or does not run', async () => {
    const folder = temporaryFolder('external');
    const services = await openServices(folder);
    const file = (name: string, bytes: Uint8Array | string): string => {
      writeFileSync(join(folder, name), bytes);
      return join(folder, name);
    };
    const [good, bad] = [file('sees.onnx', image), file('torn.onnx', 'no ONNX at all')];
    const conventions = { image: { size: 16 }, sound: { sampleRateHz: 8000, samples: 3000 } };
    const pair = { name: 'pair', conventions };
    const cases = [
      [{ image: bad, sound: file('hears.onnx', sound) }, 'image', bad],
      [{ image: good, sound: bad }, 'sound', bad],
      // The image encoder twice: it runs, but takes no sound.
      [{ image: good, sound: good }, 'sound', good],
    ] as const;
    for (const [files, field, named] of cases) {
      await expect(importExternal(services.context, { ...pair, ...files })).rejects.toMatchObject({
        code: 'model-invalid',
        field,
        message: expect.stringContaining(`${named}: `),
      });
    }
  });

  it('that does not run is refused at once, naming what does not fit, and leaves nothing behind', async () => {
    const folder = temporaryFolder('external');
    const services = await openServices(folder);
    await expect(importPair(services, folder, { samples: 4000 })).rejects.toThrow(/\[2, 3000\].*4000/);
    await expect(importPair(services, folder, { output: 'nothing' })).rejects.toThrow(/no output "nothing"/);
    await expect(importPair(services, folder, { sampleRateHz: 7 })).rejects.toMatchObject({
      code: 'model-invalid',
      field: expect.stringContaining('sampleRateHz'),
    });
    expect(services.context.models.list().some(({ name }) => name === 'pair')).toBe(false);
  });
});

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it, vi } from 'vitest';
import { randomWeights, writeSafetensors } from '../../../src-main/networks/index.ts';
import { exportModel } from '../../../src-main/services/models/export-model.ts';
import { importSafetensors } from '../../../src-main/services/models/import-model.ts';
import { openServices, temporaryFolder, tinyAve, tinyAvol } from '../../fixtures/services.ts';

const rgb = (): Uint8Array => Uint8Array.from({ length: 224 * 224 * 3 }, (_, index) => (index * 31) % 256);
const tone = (): Float32Array =>
  Float32Array.from({ length: 48_000 }, (_, index) => 0.3 * Math.sin(index / 9));

describe('the shelf of models', () => {
  it('gives untrained stand-ins for starter models that are not there, and says so', async () => {
    const folder = temporaryFolder('models');
    const app = join(folder, 'app');
    mkdirSync(app);
    writeFileSync(join(app, 'package.json'), JSON.stringify({ name: 'earsight', version: '1.2.3' }));
    const { createServices } = await import('../../../src-main/services/index.ts');
    const services = await createServices({
      role: 'all',
      emit: () => {},
      appFolder: app,
      homeFolder: join(folder, 'home'),
    });
    const list = services.context.models.list();
    expect(list.map(({ network, untrained }) => [network, untrained])).toEqual([
      ['ave', true],
      ['avol', true],
    ]);
    expect(services.context.models.info('starter-avol').name).toContain('untrained');
    await services.close();
  });

  it('names what there is when asked for what there is not', async () => {
    const { context } = await openServices(temporaryFolder('models'));
    expect(() => context.models.info('magic')).toThrow(
      expect.objectContaining({
        code: 'not-found',
        field: 'model',
        allowed: expect.stringContaining('starter-ave'),
      }),
    );
    expect(() => context.models.info('./nowhere')).toThrow(expect.objectContaining({ code: 'not-found' }));
  });

  it('refuses weights that are not those of the description', async () => {
    const folder = temporaryFolder('models');
    const { context } = await openServices(folder);
    const out = join(folder, 'exported');
    await exportModel(context, tinyAve, 'safetensors', out);
    const weights = readFileSync(join(out, 'weights.safetensors'));
    weights[weights.length - 1]! ^= 1;
    writeFileSync(join(out, 'weights.safetensors'), weights);
    await expect(context.models.open(out)).rejects.toMatchObject({ code: 'model-invalid', field: 'hash' });
    writeFileSync(join(out, 'model.json'), '{"format": 1, "network": "resnet"}');
    expect(() => context.models.info(out)).toThrow(
      expect.objectContaining({ code: 'model-invalid', field: 'network' }),
    );
  });
});

describe('a model that is taken off the shelf', () => {
  it('works on for those who use it, and is released when they are done', async () => {
    const { context } = await openServices(temporaryFolder('models'));
    const inUse = Promise.withResolvers<void>();
    const takenOff = Promise.withResolvers<void>();
    const { network } = await context.models.open(tinyAve);
    const released = vi.spyOn(network, 'release');
    const using = context.models.use(tinyAve, async (shelved) => {
      expect(shelved.network).toBe(network);
      const before = await network.embedSounds(tone(), 1);
      inUse.resolve();
      await takenOff.promise;
      expect(released).not.toHaveBeenCalled();
      return [before, await network.embedSounds(tone(), 1)];
    });
    await inUse.promise;
    await context.models.release();
    takenOff.resolve();
    const [before, after] = await using;
    expect(after).toEqual(before);
    expect(released).toHaveBeenCalledOnce();
    // Asked again, the shelf opens it anew.
    expect((await context.models.open(tinyAve)).network).not.toBe(network);
  });
});

describe('importing and exporting', () => {
  it('a model exported and imported again answers the same', async () => {
    const folder = temporaryFolder('models');
    const { context } = await openServices(folder);
    const file = join(folder, 'weights.safetensors');
    writeFileSync(file, writeSafetensors(randomWeights('ave', 0.125, 1)));
    const info = await importSafetensors(context, { file, name: 'mine', network: 'ave' });
    expect(info).toMatchObject({ name: 'mine', width: 0.125, untrained: false, builtIn: false });
    const imported = await context.models.open('mine');
    const original = await context.models.open(tinyAve);
    expect([...(await imported.network.embedFrames(rgb(), 1))]).toEqual([
      ...(await original.network.embedFrames(rgb(), 1)),
    ]);
    await expect(importSafetensors(context, { file, name: 'mine', network: 'ave' })).rejects.toMatchObject({
      code: 'conflict',
    });
    expect(readdirSync(context.folders.userModels)).toEqual(['mine']);
  });

  it('weights that do not fit are refused by name and leave nothing behind', async () => {
    const folder = temporaryFolder('models');
    const { context } = await openServices(folder);
    const file = join(folder, 'weights.safetensors');
    writeFileSync(file, writeSafetensors(randomWeights('ave', 0.125, 1)));
    await expect(importSafetensors(context, { file, name: 'x', network: 'avol' })).rejects.toMatchObject({
      code: 'model-invalid',
      message: expect.stringContaining('conv5'),
    });
    writeFileSync(file, 'no safetensors');
    await expect(importSafetensors(context, { file, name: 'x', network: 'ave' })).rejects.toMatchObject({
      code: 'model-invalid',
    });
    await expect(importSafetensors(context, { file, name: '../x', network: 'ave' })).rejects.toThrow();
    expect(context.models.list().some(({ name }) => name === 'x')).toBe(false);
  });

  it('ONNX files take bytes and samples, and answer as the app does', async () => {
    const folder = temporaryFolder('models');
    const { context } = await openServices(folder);
    const [image, sound] = await exportModel(context, tinyAvol, 'onnx', join(folder, 'onnx'));
    const { network } = await context.models.open(tinyAvol);
    const run = async (file: string, name: string, tensor: Tensor): Promise<Float32Array> => {
      const session = await InferenceSession.create(file);
      const { vectors } = await session.run({ [name]: tensor });
      return vectors!.data as Float32Array;
    };
    const grid = await run(image!, 'frames', new Tensor('uint8', rgb(), [1, 224, 224, 3]));
    const vector = await run(sound!, 'samples', new Tensor('float32', tone(), [1, 48_000]));
    const own = await network.frameGrid!(rgb(), 1);
    expect(grid.length).toBe(14 * 14 * 128);
    expect(Math.max(...grid.map((value, index) => Math.abs(value - own[index]!)))).toBeLessThan(1e-3);
    const ownVector = await network.embedSounds(tone(), 1);
    expect(Math.max(...vector.map((value, index) => Math.abs(value - ownVector[index]!)))).toBeLessThan(1e-3);
  });
});

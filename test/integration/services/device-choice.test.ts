import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Settings } from '../../../src-main/contract/models.ts';
import { knownProviders } from '../../../src-main/engine/index.ts';
import { findAppFolders } from '../../../src-main/services/app-folders.ts';
import { openDeviceRecord } from '../../../src-main/services/devices/device-record.ts';
import { runCommand } from '../../fixtures/command.ts';
import { never, openServices, temporaryFolder, tinyAve } from '../../fixtures/services.ts';

const REASON = "its results differ from the CPU's by 3.1e-1";
const others = knownProviders().filter((provider) => provider !== 'cpu');

/** Services in a folder whose record says that every device but the CPU failed its self-test. */
async function servicesWithoutDevices(settings: Partial<Settings>) {
  const folder = temporaryFolder('device-choice');
  const engine = `${findAppFolders().version} ${process.platform} ${process.arch}`;
  const record = openDeviceRecord(join(folder, 'home'), engine);
  for (const provider of others) record.set(provider, { state: 'wrong', reason: REASON });
  const services = await openServices(folder);
  services.context.settings.change(settings);
  return services;
}

describe('devices that failed their self-test', () => {
  it('are left for the CPU, and shown with what they did', async () => {
    const { context, handlers } = await servicesWithoutDevices({ device: 'auto' });
    const { device, providers } = await handlers['engine.info']!({}, never);
    expect(device).toBe('cpu');
    for (const provider of others)
      expect(providers).toContainEqual({ name: provider, state: 'refused', reason: REASON });
    expect((await context.models.open(tinyAve)).network.provider).toBe('cpu');
  });

  it.skipIf(!others.includes('webgpu'))(
    'are refused by name, with the reason and what there is',
    async () => {
      const { context } = await servicesWithoutDevices({ device: 'webgpu' });
      await expect(context.models.open(tinyAve)).rejects.toMatchObject({
        code: 'engine-failed',
        message: `The device webgpu cannot be used: ${REASON}.`,
        field: 'device',
        allowed: 'auto, cpu',
      });
      // The next choice is free again.
      context.settings.change({ device: 'cpu' });
      expect((await context.models.open(tinyAve)).network.provider).toBe('cpu');
    },
  );
});

const isInstalled = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'].some((name) =>
  createRequire(import.meta.url)
    .resolve.paths(name)!
    .some((folder) => existsSync(join(folder, name))),
);

describe.skipIf(isInstalled)('TensorFlow where it is not installed', () => {
  it('is refused, and ONNX Runtime serves again when chosen', async () => {
    const { context } = await openServices(temporaryFolder('device-choice'));
    context.settings.change({ runtime: 'tensorflow' });
    await expect(context.models.open(tinyAve)).rejects.toMatchObject({
      code: 'missing-program',
      message: expect.stringContaining('use the runtime onnxruntime'),
    });
    context.settings.change({ runtime: 'onnxruntime' });
    expect((await context.models.open(tinyAve)).network.provider).toBe('cpu');
  });

  it('fails a training before it makes a library, and names the command that installs it', async () => {
    const message = expect.stringContaining('npm install @tensorflow/tfjs-node-gpu');
    const folder = temporaryFolder('device-choice');
    const library = join(folder, 'library');
    const asked = ['--network', 'ave', '--out', join(folder, 'model'), '--runtime', 'tensorflow', '--json'];
    const { code, stdout } = await runCommand(folder, 'train', '--library', library, ...asked);
    expect({ code, answer: JSON.parse(stdout) }).toMatchObject({
      code: 1,
      answer: { error: { code: 'missing-program', message } },
    });
    expect(existsSync(library)).toBe(false);
  });
});

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openDeviceRecord } from '../../../src-main/services/devices/device-record.ts';
import { createServices } from '../../../src-main/services/index.ts';
import { exportModel } from '../../../src-main/services/models/export-model.ts';
import { importSafetensors } from '../../../src-main/services/models/import-model.ts';
import { never, temporaryFolder, tinyAve } from '../../fixtures/services.ts';

/** Services whose user's folder can neither be made nor written. */
async function servicesWithoutHome() {
  const folder = temporaryFolder('no-home');
  writeFileSync(join(folder, 'file'), '');
  const homeFolder = join(folder, 'file', 'home');
  const services = await createServices({ role: 'all', emit: () => {}, homeFolder });
  onTestFinished(() => services.close());
  return { ...services, folder, homeFolder };
}

it('opens libraries and looks at devices although nothing can be kept in the user’s folder', async () => {
  const { handlers, folder, homeFolder } = await servicesWithoutHome();
  const opened = await handlers['library.open']!({ folder: join(folder, 'library'), create: true }, never);
  expect(opened.folder).toBe(join(folder, 'library'));
  expect(await handlers['library.recent']!({}, never)).toEqual([]);
  expect(await handlers['settings.get']!({}, never)).toMatchObject({ device: 'auto' });
  openDeviceRecord(homeFolder, '1').set('webgpu', { state: 'passed', reason: '' });
});

it('refuses to keep settings and models there, naming the folder and the variable that chooses another', async () => {
  const { handlers, context, folder, homeFolder } = await servicesWithoutHome();
  const refusal = {
    code: 'not-allowed',
    message: expect.stringMatching(`${homeFolder}.*EARSIGHT_HOME`),
  };
  await expect(
    (async () => handlers['settings.set']!({ change: { theme: 'light' } }, never))(),
  ).rejects.toMatchObject(refusal);
  await exportModel(context, tinyAve, 'safetensors', join(folder, 'exported'));
  const weights = join(folder, 'exported', 'weights.safetensors');
  await expect(
    importSafetensors(context, { file: weights, network: 'ave', name: 'mine' }),
  ).rejects.toMatchObject(refusal);
});

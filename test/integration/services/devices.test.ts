import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDeviceRecord } from '../../../src-main/services/devices/device-record.ts';
import { chooseProvider, describeDevices } from '../../../src-main/services/devices/devices.ts';
import { temporaryFolder } from '../../fixtures/services.ts';

describe('devices', () => {
  it('are each tried or said to be absent; one is in use', async () => {
    const { device, providers } = await describeDevices('auto', temporaryFolder('devices'));
    expect(providers.filter(({ state }) => state === 'in-use').map(({ name }) => name)).toEqual([device]);
    expect(providers.map(({ name }) => name).sort()).toEqual(['coreml', 'cpu', 'cuda', 'dml', 'webgpu']);
    for (const { reason } of providers) expect(reason).not.toBe('');
  });

  it('that cannot compute rightly are refused by name', async () => {
    const { providers } = await describeDevices('cpu');
    const broken = providers.find(({ state }) => state === 'refused' || state === 'absent')!;
    await expect(chooseProvider(broken.name as 'cuda')).rejects.toMatchObject({
      code: 'engine-failed',
      field: 'device',
      allowed: expect.stringContaining('cpu'),
    });
  });
});

describe('the record of devices', () => {
  it('keeps a finding for the same version of the engine only', () => {
    const home = temporaryFolder('devices');
    openDeviceRecord(home, 'v1').set('webgpu', { state: 'passed', reason: 'fine' });
    expect(openDeviceRecord(home, 'v1').get('webgpu')).toMatchObject({ state: 'passed', reason: 'fine' });
    expect(openDeviceRecord(home, 'v2').get('webgpu')).toBeNull();
  });

  it('forgets after a week, and what it cannot read', () => {
    const home = temporaryFolder('devices');
    const record = openDeviceRecord(home, 'v1');
    record.set('webgpu', { state: 'passed', reason: 'fine' });
    const path = join(home, 'devices.json');
    const written = JSON.parse(readFileSync(path, 'utf8'));
    written.devices.webgpu.at -= 8 * 24 * 3_600_000;
    writeFileSync(path, JSON.stringify(written));
    expect(record.get('webgpu')).toBeNull();
    writeFileSync(path, '{');
    expect(record.get('webgpu')).toBeNull();
  });

  it('takes a trial that was never finished as a driver that ended its process, unless it still runs', () => {
    const home = temporaryFolder('devices');
    const record = openDeviceRecord(home, 'v1');
    record.set('webgpu', { state: 'trying', reason: '' });
    expect(record.get('webgpu')).toBeNull();
    const path = join(home, 'devices.json');
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    writeFileSync(path, readFileSync(path, 'utf8').replace(String(process.pid), String(dead)));
    expect(record.get('webgpu')).toMatchObject({ state: 'trying' });
  });
});

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { EarsightError } from '../../contract/errors.ts';
import type { EngineInfo, Settings } from '../../contract/models.ts';
import { knownProviders, type Provider, providerPreference } from '../../engine/index.ts';
import { findAppFolders } from '../app-folders.ts';
import { type DeviceFinding, openDeviceRecord } from './device-record.ts';
import { type DeviceTrial, tryDevice } from './try-device.ts';

const run = promisify(execFile);
const trialSeconds = 120;

/** What became of each device of the engine on this machine. */
export interface Device {
  readonly provider: Provider;
  readonly state: 'passed' | 'right' | 'wrong' | 'absent';
  readonly reason: string;
}

let examined: Promise<Device[]> | null = null;

/**
 * Every device in order of preference, tried once a process and kept for a week in `homeFolder`. Never throws:
 * a device that cannot be tried is a wrong one.
 */
export function examineDevices(homeFolder = findAppFolders().home): Promise<Device[]> {
  examined ??= examineAll(homeFolder);
  return examined;
}

async function examineAll(homeFolder: string): Promise<Device[]> {
  // The app's version stands for the engine's, which only changes with it.
  const record = openDeviceRecord(
    homeFolder,
    `${findAppFolders().version} ${process.platform} ${process.arch}`,
  );
  const known = knownProviders();
  const devices: Device[] = [];
  for (const provider of providerPreference) {
    if (provider === 'cpu') devices.push({ provider, state: 'passed', reason: 'always there' });
    else if (!known.includes(provider))
      devices.push({ provider, state: 'absent', reason: 'not part of ONNX Runtime on this system' });
    else {
      const kept = record.get(provider);
      const { state, reason } = kept ? settle(kept) : await tryAndKeep(provider, record);
      devices.push({ provider, state, reason });
    }
  }
  return devices;
}

function settle({ state, reason }: DeviceFinding): { state: Device['state']; reason: string } {
  return state === 'trying' ? { state: 'wrong', reason: 'its driver ended the process' } : { state, reason };
}

async function tryAndKeep(
  provider: Provider,
  record: ReturnType<typeof openDeviceRecord>,
): Promise<{ state: 'passed' | 'right' | 'wrong'; reason: string }> {
  record.set(provider, { state: 'trying', reason: '' });
  const { passed, right, reason } = await trial(provider);
  const state = passed ? 'passed' : right ? 'right' : 'wrong';
  record.set(provider, { state, reason });
  return { state, reason };
}

/**
 * In a process of its own where one can be had. Inside Electron there is none (its fuses forbid it to run as
 * Node); there the note `trying` stays behind when the worker dies, and its successor leaves the device alone.
 */
async function trial(provider: Provider): Promise<DeviceTrial> {
  if (process.versions.electron || !import.meta.url.endsWith('.ts')) return tryDevice(provider);
  const script = fileURLToPath(new URL('./trial-process.ts', import.meta.url));
  try {
    const { stdout } = await run(process.execPath, [script, provider], { timeout: trialSeconds * 1000 });
    return JSON.parse(stdout) as DeviceTrial;
  } catch (error) {
    const { killed, signal } = error as { killed?: boolean; signal?: string };
    const reason = killed
      ? `no answer within ${trialSeconds} s`
      : `its driver ended the process (${signal ?? 'error'})`;
    return { passed: false, right: false, reason };
  }
}

/**
 * The provider for a wish: with `auto` the first that passed, else the one named, provided it computes rightly.
 * Throws `engine-failed` with the reason.
 */
export async function chooseProvider(device: Settings['device'], homeFolder?: string): Promise<Provider> {
  if (device === 'cpu') return 'cpu';
  const devices = await examineDevices(homeFolder);
  if (device === 'auto') return devices.find(({ state }) => state === 'passed')?.provider ?? 'cpu';
  const wished = devices.find(({ provider }) => provider === device);
  if (wished && (wished.state === 'passed' || wished.state === 'right')) return wished.provider;
  const usable = devices.filter(({ state }) => state === 'passed' || state === 'right');
  throw new EarsightError(
    'engine-failed',
    `The device ${device} cannot be used: ${wished?.reason ?? 'unknown'}.`,
    {
      field: 'device',
      allowed: ['auto', ...usable.map(({ provider }) => provider)].join(', '),
    },
  );
}

/** The devices as `doctor` and the settings show them. */
export async function describeDevices(
  device: Settings['device'],
  homeFolder?: string,
): Promise<Pick<EngineInfo, 'device' | 'providers'>> {
  const inUse = await chooseProvider(device, homeFolder).catch(() => 'none');
  const stateOf = ({ provider, state }: Device): EngineInfo['providers'][number]['state'] => {
    if (provider === inUse) return 'in-use';
    if (state === 'absent') return 'absent';
    return state === 'wrong' ? 'refused' : 'available';
  };
  const devices = await examineDevices(homeFolder);
  return {
    device: inUse,
    providers: devices.map((found) => ({
      name: found.provider,
      state: stateOf(found),
      reason: found.reason,
    })),
  };
}

import { availableParallelism } from 'node:os';
import type { EngineInfo } from '../../contract/models.ts';
import type { ServiceContext } from '../context.ts';
import { describeDevices } from '../devices/devices.ts';

/** What the engine runs on with the settings as they are, and what became of the other devices. */
export async function engineInfo(context: ServiceContext): Promise<EngineInfo> {
  const { runtime, device } = context.settings.read();
  const found = await describeDevices(device, context.folders.home);
  return { runtime, ...found, threads: availableParallelism() };
}

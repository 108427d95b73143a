import { availableParallelism } from 'node:os';
import type { EngineInfo, Settings } from '../../contract/models.ts';

/** What the engine runs on with these settings, and what became of the other devices. */
export async function engineInfo(settings: Pick<Settings, 'runtime' | 'device'>): Promise<EngineInfo> {
  return {
    runtime: settings.runtime,
    device: settings.device === 'auto' ? 'cpu' : settings.device,
    providers: [{ name: 'cpu', state: 'in-use', reason: 'always there' }],
    threads: availableParallelism(),
  };
}

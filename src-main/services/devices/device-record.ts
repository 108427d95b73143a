import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { replaceFile } from '../../files/whole-files.ts';

const finding = z.object({
  /** `trying` stays behind when the trial took its process down. */
  state: z.enum(['trying', 'passed', 'right', 'wrong']),
  reason: z.string(),
  at: z.number(),
  /** The process that tried. */
  pid: z.int(),
});
export type DeviceFinding = z.infer<typeof finding>;

const record = z.object({ engine: z.string(), devices: z.record(z.string(), finding) });

/** Drivers are updated: a finding is believed for a week. */
const believedMilliseconds = 7 * 24 * 3_600_000;

/** What earlier trials found, kept in the user's folder so that not every start has to try again. */
export interface DeviceRecord {
  get(provider: string): DeviceFinding | null;
  set(provider: string, found: Pick<DeviceFinding, 'state' | 'reason'>): void;
}

/** Opens the record for a version of the engine; findings of other versions do not count. */
export function openDeviceRecord(homeFolder: string, engine: string): DeviceRecord {
  const path = join(homeFolder, 'devices.json');
  const read = (): z.infer<typeof record> => {
    try {
      const parsed = record.parse(JSON.parse(readFileSync(path, 'utf8')));
      if (parsed.engine === engine) return parsed;
    } catch {
      // Missing or damaged: the devices are tried again.
    }
    return { engine, devices: {} };
  };
  return {
    get(provider) {
      const found = read().devices[provider];
      if (!found || Date.now() - found.at > believedMilliseconds) return null;
      // Another process is at it right now: that says nothing yet.
      return found.state === 'trying' && isAlive(found.pid) ? null : found;
    },
    set(provider, found) {
      const { devices } = read();
      const next = {
        engine,
        devices: { ...devices, [provider]: { ...found, at: Date.now(), pid: process.pid } },
      };
      try {
        mkdirSync(homeFolder, { recursive: true });
        replaceFile(path, JSON.stringify(next, null, 2));
      } catch {
        // The user's folder cannot be written: the next process tries the devices again.
      }
    },
  };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import { EarsightError } from '../../contract/errors.ts';
import { type Settings, settings } from '../../contract/models.ts';
import { replaceFile } from '../../files/whole-files.ts';
import { inUserFolder } from '../user-folder.ts';

/** The settings of the app, in one JSON file of the user's folder. */
export interface SettingsFile {
  /** The settings as they stand on disk now: another process may have changed them. */
  read(): Settings;
  /**
   * Changes some settings; keys left out keep their value, `keys` and `overlay` are merged one level deep.
   * Throws `invalid-input` naming the setting and what it allows, `not-allowed` when the user's folder cannot be written.
   */
  change(change: Record<string, unknown>): Settings;
}

/** Opens the settings file; a missing or damaged one reads as the defaults, and is replaced at the next change. */
export function openSettings(homeFolder: string): SettingsFile {
  const path = join(homeFolder, 'settings.json');
  const read = (): Settings => {
    const stored = readStored(path);
    const whole = settings.safeParse(stored);
    return whole.success ? whole.data : settings.parse(keepValid(stored));
  };
  return {
    read,
    change(change) {
      const next = parseChange(merge(read(), change));
      inUserFolder(homeFolder, () => {
        mkdirSync(homeFolder, { recursive: true });
        replaceFile(path, `${JSON.stringify(next, null, 2)}\n`);
      });
      return next;
    },
  };
}

function readStored(path: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return isRecord(value) ? value : {};
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    // ENOTDIR: the user's folder is a file. Only what has to write there fails over that.
    if (code === 'ENOENT' || code === 'ENOTDIR' || error instanceof SyntaxError) return {};
    throw new EarsightError('unreadable-file', `The settings cannot be read: ${(error as Error).message}.`, {
      cause: error,
    });
  }
}

/** One bad value (an older or newer version's, a typing error) must not cost the user all the others. */
function keepValid(stored: Record<string, unknown>): Record<string, unknown> {
  const shape: Record<string, z.ZodType> = settings.shape;
  return Object.fromEntries(
    Object.entries(stored).filter(([key, value]) => shape[key]?.safeParse(value).success),
  );
}

function merge(current: Settings, change: Record<string, unknown>): Record<string, unknown> {
  const next: Record<string, unknown> = { ...current };
  for (const [key, value] of Object.entries(change)) {
    if (!(key in settings.shape)) {
      throw new EarsightError('invalid-input', `There is no setting ${JSON.stringify(key)}.`, {
        field: key,
        allowed: Object.keys(settings.shape).join(', '),
      });
    }
    const before = next[key];
    next[key] = isRecord(before) && isRecord(value) ? { ...before, ...value } : value;
  }
  return next;
}

function parseChange(next: Record<string, unknown>): Settings {
  const parsed = settings.safeParse(next);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  const field = issue.path.join('.');
  throw new EarsightError('invalid-input', `The setting ${field} is not valid: ${issue.message}.`, {
    field,
    allowed: issue.code === 'invalid_value' ? issue.values.map(String).join(', ') : issue.message,
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

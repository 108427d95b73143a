import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { MapMoment } from '../../contract/map.ts';
import { replaceFile } from '../../files/whole-files.ts';
import { exportsFolder } from '../libraries/library-folders.ts';
import { videoNames } from '../libraries/video-names.ts';
import type { OpenLibrary } from '../session/session.ts';

interface Entry {
  readonly video: string;
  readonly atSeconds: number;
  readonly modality: string;
}

const columns = ['video', 'atSeconds', 'modality'] as const;

/**
 * Writes moments into the library's folder of exports and gives the file. JSON: `{version: 1, moments: [{video,
 * atSeconds, modality}]}`; CSV: the same columns. `video` is the path relative to the source. Moments of videos that
 * are gone are left out.
 */
export async function exportPlaylist(
  { folder, store }: OpenLibrary,
  format: 'json' | 'csv',
  moments: readonly MapMoment[],
): Promise<string> {
  const names = videoNames(store);
  const entries = moments.flatMap(({ video, at, modality }): Entry[] => {
    const name = names.nameOf(video);
    return name === null ? [] : [{ video: name, atSeconds: at, modality }];
  });
  const target = exportsFolder(folder);
  await mkdir(target, { recursive: true });
  const stamp = new Date().toISOString().slice(0, 19).replaceAll(':', '-');
  const file = join(target, `moments-${stamp}.${format}`);
  const body =
    format === 'json'
      ? `${JSON.stringify({ version: 1, moments: entries }, null, 2)}\n`
      : [columns, ...entries.map((entry) => columns.map((column) => entry[column]))]
          .map((row) => `${row.map(csvField).join(',')}\r\n`)
          .join('');
  replaceFile(file, body);
  return file;
}

/** A field as RFC 4180 has it. */
function csvField(value: string | number): string {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeWhole } from '../../../src-main/media/write-file.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'earsight-write-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The hidden file that a process killed in the middle of its work leaves, some hours ago. */
function leftover(name: string, hours: number): void {
  const path = join(folder, name);
  writeFileSync(path, 'half');
  const then = Date.now() / 1000 - hours * 3600;
  utimesSync(path, then, then);
}

test('takes away what a killed process left a day ago, and nothing else', async () => {
  leftover('.earsight-AbCdEf012_-z.part.mp4', 25);
  leftover('.earsight-AbCdEf012_-y.part.mp4', 2);
  leftover('.earsight-notes.part.mp4', 25);
  leftover('old.mp4', 25);
  await writeWhole(join(folder, 'new.mp4'), async (temporary) => writeFileSync(temporary, 'whole'));
  expect(readdirSync(folder).sort()).toEqual([
    '.earsight-AbCdEf012_-y.part.mp4',
    '.earsight-notes.part.mp4',
    'new.mp4',
    'old.mp4',
  ]);
});

test('leaves nothing when the writing fails', async () => {
  const failing = writeWhole(join(folder, 'new.mp4'), () => Promise.reject(new Error('no more')));
  await expect(failing).rejects.toThrow('no more');
  expect(readdirSync(folder)).toEqual([]);
});

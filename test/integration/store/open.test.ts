import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { openStore, schemaVersion } from '../../../src-main/store/index.ts';
import { addVideos, openAgain, temporaryFolder } from './temporary-library.ts';

const fileOf = (folder: string): string => join(folder, 'library.sqlite');

it('makes the folder and the file of a new library, and finds everything again when it is opened again', () => {
  const folder = join(temporaryFolder(), 'deep', 'ünïcode 🎬');
  const first = openStore(folder);
  addVideos(first, 'a.mp4');
  first.close();
  expect(
    openAgain(folder)
      .videos.list({})
      .items.map((video) => video.path),
  ).toEqual(['a.mp4']);
});

it('writes ahead, syncs every commit and keeps foreign keys', () => {
  const folder = temporaryFolder();
  const store = openAgain(folder);
  const database = new Database(store.file, { readonly: true });
  expect(database.pragma('journal_mode', { simple: true })).toBe('wal');
  database.close();
  expect(() => store.videos.add(999, { path: 'a', sizeBytes: 1, modifiedMs: 1, contentHash: null })).toThrow(
    /FOREIGN KEY/,
  );
});

it('refuses a library of a newer schema, naming both versions, and leaves it as it is', () => {
  const folder = temporaryFolder();
  openStore(folder).close();
  const database = new Database(fileOf(folder));
  database.pragma(`user_version = ${schemaVersion + 3}`);
  database.close();
  const before = readFileSync(fileOf(folder));
  expect(() => openStore(folder)).toThrow(
    expect.objectContaining({
      code: 'unsupported-format',
      message: expect.stringMatching(new RegExp(`${schemaVersion + 3}.*${schemaVersion}`)),
    }),
  );
  expect(readFileSync(fileOf(folder)).equals(before)).toBe(true);
});

it.each([
  ['text', () => Buffer.from('Dear diary, this is not a database at all.'.repeat(200))],
  ['a few bytes', () => Buffer.from('hello')],
  ['zeros', () => Buffer.alloc(8192)],
])('refuses a file of %s under the library’s name without overwriting it', (_, content) => {
  const folder = temporaryFolder();
  writeFileSync(fileOf(folder), content());
  expect(() => openStore(folder)).toThrow(
    expect.objectContaining({ code: 'unreadable-file', message: expect.stringContaining('left as it is') }),
  );
  expect(readFileSync(fileOf(folder)).equals(content())).toBe(true);
});

it('refuses a database of another program without writing to it', () => {
  const folder = temporaryFolder();
  const foreign = new Database(fileOf(folder));
  foreign.exec('CREATE TABLE bookmarks (url TEXT)');
  foreign.close();
  const before = readFileSync(fileOf(folder));
  expect(() => openStore(folder)).toThrow(expect.objectContaining({ code: 'unreadable-file' }));
  expect(readFileSync(fileOf(folder)).equals(before)).toBe(true);
});

it('refuses a library that has lost its end', () => {
  const folder = temporaryFolder();
  openStore(folder).close();
  truncateSync(fileOf(folder), 20_000);
  expect(() => openStore(folder)).toThrow(expect.objectContaining({ code: 'unreadable-file' }));
  expect(readFileSync(fileOf(folder)).length).toBe(20_000);
});

it('says which file is damaged when the damage shows only in use', () => {
  const folder = temporaryFolder();
  const first = openStore(folder);
  addVideos(first, ...Array.from({ length: 500 }, (_, index) => `folder/${index}.mp4`));
  first.close();
  const bytes = readFileSync(fileOf(folder));
  // All pages but the first, which holds the head and the schema's root.
  bytes.fill(0xa5, 4096 * 3);
  writeFileSync(fileOf(folder), bytes);
  expect(() => openAgain(folder).videos.list({})).toThrow(
    expect.objectContaining({ code: 'unreadable-file', message: expect.stringContaining(fileOf(folder)) }),
  );
});

it('takes over a file that was made but not written to when a first opening was killed', () => {
  const folder = temporaryFolder();
  writeFileSync(fileOf(folder), '');
  expect(openAgain(folder).check()).toEqual([]);
});

it('refuses a folder that is a file', () => {
  const folder = join(temporaryFolder(), 'file');
  writeFileSync(folder, '');
  expect(() => openStore(folder)).toThrow(expect.objectContaining({ code: 'not-allowed', field: 'folder' }));
});

it('is used by two holders at once, each seeing what the other committed', () => {
  const folder = temporaryFolder();
  const first = openAgain(folder);
  const second = openAgain(folder);
  const before = second.dataVersion();
  addVideos(first, 'a.mp4');
  expect(second.videos.list({}).total).toBe(1);
  expect(second.dataVersion()).not.toBe(before);
  expect(first.dataVersion()).toBe(first.dataVersion());
});

it('keeps nothing of a transaction that throws, nested ones included', () => {
  const store = openAgain(temporaryFolder());
  expect(() =>
    store.transaction(() => {
      addVideos(store, 'a.mp4');
      store.transaction(() => store.settings.set('key', 1));
      throw new Error('stop');
    }),
  ).toThrow('stop');
  expect(store.videos.list({}).total).toBe(0);
  expect(store.settings.get('key')).toBeUndefined();
});

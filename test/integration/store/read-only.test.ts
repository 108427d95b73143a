import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openStore, type Store } from '../../../src-main/store/index.ts';
import { asOrdinaryUser, setWritable } from '../../fixtures/without-permission.ts';
import { addVideos, temporaryFolder } from './temporary-library.ts';

/** A library with one video in a folder of its own that others may look into. */
function makeLibrary(): string {
  const outer = temporaryFolder();
  chmodSync(outer, 0o755);
  const folder = join(outer, 'archive');
  const store = openStore(folder);
  addVideos(store, 'a.mp4');
  store.close();
  onTestFinished(() => setWritable(folder, true));
  return folder;
}

/** Opens it as a user who may only read, and gives what `look` saw. */
function reading<Result>(folder: string, look: (store: Store) => Result): Promise<Result> {
  return asOrdinaryUser(() => {
    const store = openStore(folder, { readOnly: true });
    try {
      return look(store);
    } finally {
      store.close();
    }
  });
}

const paths = (store: Store): string[] => store.videos.list({}).items.map((video) => video.path);
const copies = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('earsight-reading-'));

// Windows has other permissions.
describe.skipIf(process.platform === 'win32')('a library that cannot be written', () => {
  it('is read, and refuses every change, naming the folder and what is needed', async () => {
    const folder = makeLibrary();
    setWritable(folder, false);
    const before = copies();
    await reading(folder, (store) => {
      expect([store.readOnly, paths(store)]).toEqual([true, ['a.mp4']]);
      expect(() => store.sources.add('/elsewhere')).toThrow(
        expect.objectContaining({ code: 'not-allowed', message: expect.stringContaining(folder) }),
      );
      expect(() => store.jobs.create({ kind: 'index', title: '', request: {} })).toThrow(/may write to/);
    });
    expect([readdirSync(folder), copies()]).toEqual([['library.sqlite'], before]);
  });

  it('is refused to who has to write, in a sentence that names the folder', async () => {
    const folder = makeLibrary();
    setWritable(folder, false);
    const refusal = expect.objectContaining({
      code: 'not-allowed',
      field: 'folder',
      message: expect.stringContaining(folder),
    });
    await asOrdinaryUser(() => expect(() => openStore(folder)).toThrow(refusal));
    await asOrdinaryUser(() =>
      expect(() => openStore(join(folder, 'deeper'), { readOnly: true })).toThrow(
        expect.objectContaining({ code: 'not-allowed', message: expect.stringContaining('deeper') }),
      ),
    );
  });

  it('is read when only its file lacks the permission', async () => {
    const folder = makeLibrary();
    chmodSync(folder, 0o777);
    chmodSync(join(folder, 'library.sqlite'), 0o444);
    expect(await reading(folder, (store) => [store.readOnly, paths(store)])).toEqual([true, ['a.mp4']]);
  });

  it('shows what another user, who may write, is adding', async () => {
    const folder = makeLibrary();
    const writer = openStore(folder);
    onTestFinished(() => writer.close());
    writer.videos.add(1, { path: 'b.mp4', sizeBytes: 1, modifiedMs: 1, contentHash: null });
    for (const name of readdirSync(folder)) chmodSync(join(folder, name), 0o644);
    chmodSync(folder, 0o755);
    await reading(folder, (store) => {
      expect(paths(store).sort()).toEqual(['a.mp4', 'b.mp4']);
    });
  });

  it('loses nothing that a killed process left in the log', async () => {
    const made = makeLibrary();
    const writer = openStore(made);
    writer.videos.add(1, { path: 'b.mp4', sizeBytes: 1, modifiedMs: 1, contentHash: null });
    // As a kill leaves it, copied to an archive without the log's index, which nobody would miss there.
    const folder = join(made, '..', 'killed');
    mkdirSync(folder);
    for (const name of ['library.sqlite', 'library.sqlite-wal']) {
      copyFileSync(join(made, name), join(folder, name));
    }
    writer.close();
    onTestFinished(() => setWritable(folder, true));
    setWritable(folder, false);
    const before = copies();
    await reading(folder, (store) => {
      expect([store.readOnly, paths(store).sort()]).toEqual([true, ['a.mp4', 'b.mp4']]);
      expect(() => store.sources.add('/elsewhere')).toThrow(expect.objectContaining({ code: 'not-allowed' }));
    });
    expect(copies()).toEqual(before);
  });

  it('is read in an older schema, too', async () => {
    const folder = makeLibrary();
    const file = join(folder, 'library.sqlite');
    const database = new Database(file);
    database.exec('ALTER TABLE jobs DROP COLUMN failure_field; ALTER TABLE jobs DROP COLUMN failure_allowed');
    database.pragma('user_version = 9');
    database.close();
    for (const end of ['-wal', '-shm']) if (existsSync(file + end)) rmSync(file + end);
    setWritable(folder, false);
    expect(await reading(folder, (store) => [paths(store), store.jobs.list()])).toEqual([['a.mp4'], []]);
  });
});

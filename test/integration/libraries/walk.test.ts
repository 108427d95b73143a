import { execFileSync } from 'node:child_process';
import { chmodSync, linkSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { contentHash, walkFolder } from '../../../src-main/services/libraries/index.ts';
import { world } from './world.ts';

describe('a walk', () => {
  it('finds video and sound files at any depth and passes hidden and other files by', async () => {
    const { folder, write } = world(
      'a.mp4',
      'deep/er/b.WAV',
      'notes.txt',
      '.hidden.mp4',
      '.folder/c.mp4',
      '$RECYCLE.BIN/d.mp4',
    );
    mkdirSync(join(folder, 'folder.mp4'));
    write('source.ts', 'export const typescript = true;');
    const walk = await walkFolder(folder);
    expect(walk.files.map((file) => file.path)).toEqual(['a.mp4', 'deep/er/b.WAV']);
    expect(walk).toMatchObject({ reachable: true, empty: false, problems: [] });
  });

  it('follows links within the folder, enters each folder once, ends in spite of loops and tells of links that lead out', async () => {
    const { root, folder } = world('real/a.mp4', 'b.mp4');
    mkdirSync(join(root, 'outside'));
    writeFileSync(join(root, 'outside', 'c.mp4'), 'c');
    symlinkSync('..', join(folder, 'real', 'loop'));
    symlinkSync('real', join(folder, 'another name'));
    symlinkSync(join(root, 'outside'), join(folder, 'linked'));
    symlinkSync('b.mp4', join(folder, 'same.mp4'));
    symlinkSync(join(root, 'outside', 'c.mp4'), join(folder, 'c too.mp4'));
    symlinkSync('nowhere', join(folder, 'broken.mp4'));
    symlinkSync('circle.mp4', join(folder, 'circle.mp4'));
    linkSync(join(folder, 'b.mp4'), join(folder, 'hard link.mp4'));
    const walk = await walkFolder(folder);
    expect(walk.files.map((file) => file.path)).toEqual(['b.mp4', 'hard link.mp4', 'real/a.mp4']);
    const reasons = Object.fromEntries(walk.problems.map(({ path, reason }) => [path, reason]));
    expect(Object.keys(reasons).sort()).toEqual(['broken.mp4', 'c too.mp4', 'circle.mp4', 'linked']);
    for (const path of ['linked', 'c too.mp4']) expect(reasons[path]).toContain('a source of its own');
  });

  it.skipIf(process.platform === 'win32')(
    'does not wait for a pipe that bears the name of a video',
    async () => {
      const { folder } = world('a.mp4');
      execFileSync('mkfifo', [join(folder, 'pipe.mp4'), join(folder, 'pipe.ts')]);
      expect((await walkFolder(folder)).files.map((file) => file.path)).toEqual(['a.mp4']);
    },
  );

  it('passes libraries by, also the one that lies in its own source', async () => {
    const { folder, write } = world(
      'a.mp4',
      'other/library.sqlite',
      'other/cache/proxies/1.mp4',
      'exports/mine.mp4',
    );
    expect((await walkFolder(folder)).files.map((file) => file.path)).toEqual(['a.mp4', 'exports/mine.mp4']);
    write('library.sqlite');
    write('cache/proxies/1.mp4');
    expect((await walkFolder(folder)).files.map((file) => file.path)).toEqual(['a.mp4']);
  });

  it('stops when told to', async () => {
    const { folder } = world('a.mp4');
    await expect(walkFolder(folder, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
  });

  it.skipIf(process.getuid?.() === 0)('reports folders that cannot be read and goes on', async () => {
    const { folder } = world('a.mp4', 'locked/b.mp4');
    chmodSync(join(folder, 'locked'), 0);
    const walk = await walkFolder(folder);
    chmodSync(join(folder, 'locked'), 0o755);
    expect(walk.files.map((file) => file.path)).toEqual(['a.mp4']);
    expect(walk.problems).toMatchObject([{ path: 'locked', code: 'unreadable-folder' }]);
  });
});

describe('the fast hash', () => {
  it('notices the size and the first, middle and last 64 KiB, and nothing else of a large file', async () => {
    const { folder } = world();
    const bytes = Buffer.alloc(1_000_000, 7);
    const hashOf = async (change: (copy: Buffer) => Buffer): Promise<string> => {
      const copy = Buffer.from(bytes);
      const content = change(copy);
      const path = join(folder, 'x.mp4');
      writeFileSync(path, content);
      return contentHash(path, content.length);
    };
    const same = await hashOf((copy) => copy);
    expect(await hashOf((copy) => copy.fill(8, 65_535, 65_535 + 1))).not.toBe(same);
    expect(await hashOf((copy) => copy.fill(8, 500_000, 500_000 + 1))).not.toBe(same);
    expect(await hashOf((copy) => copy.fill(8, 999_999, 999_999 + 1))).not.toBe(same);
    expect(await hashOf((copy) => copy.subarray(1))).not.toBe(same);
    expect(await hashOf((copy) => copy.fill(8, 200_000, 200_000 + 1))).toBe(same);
  });

  it('reads small files whole', async () => {
    const { folder } = world();
    const path = join(folder, 'x.mp4');
    const hashes = new Set<string>();
    for (let position = 0; position < 4; position++) {
      const content = Buffer.alloc(150_000);
      content[position * 49_999] = 1;
      writeFileSync(path, content);
      hashes.add(await contentHash(path, content.length));
    }
    expect(hashes.size).toBe(4);
  });
});

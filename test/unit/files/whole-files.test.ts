import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { replaceFile, writeWholeFile } from '../../../src-main/files/whole-files.ts';

let folder = '';
const at = (name: string): string => join(folder, name);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'earsight-whole-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const bytes = new TextEncoder().encode('new');
const ways = {
  writeWholeFile: (path: string) => writeWholeFile(path, (sink) => sink(bytes)),
  replaceFile: async (path: string) => replaceFile(path, bytes),
};

describe.each(Object.entries(ways))('%s', (_, write) => {
  it('puts the new file in the place of the old one', async () => {
    writeFileSync(at('map.csv'), 'old');
    await write(at('map.csv'));
    expect(readFileSync(at('map.csv'), 'utf8')).toBe('new');
    expect(readdirSync(folder)).toEqual(['map.csv']);
  });

  it.skipIf(process.platform === 'win32')(
    'follows no link, neither at the name nor at a guessed one',
    async () => {
      writeFileSync(at('letters.txt'), 'mine');
      for (const name of ['map.csv', 'map.csv.part', `map.csv.${process.pid}.part`])
        symlinkSync(at('letters.txt'), at(name));
      await write(at('map.csv'));
      expect(readFileSync(at('letters.txt'), 'utf8')).toBe('mine');
      expect(lstatSync(at('map.csv')).isSymbolicLink()).toBe(false);
    },
  );

  it('leaves nothing behind when it fails', async () => {
    mkdirSync(at('map.csv/full'), { recursive: true });
    await expect(write(at('map.csv'))).rejects.toThrow();
    expect(readdirSync(folder)).toEqual(['map.csv']);
  });

  it('takes names as long as the file system does', async () => {
    const long = `${'ö'.repeat(100)}${'x'.repeat(51)}.csv`;
    await write(at(long));
    expect(readdirSync(folder)).toEqual([long]);
  });
});

describe('writeWholeFile', () => {
  it('leaves the old file when what fills the new one fails', async () => {
    writeFileSync(at('map.csv'), 'old');
    const failing = writeWholeFile(at('map.csv'), async (sink) => {
      await sink(bytes);
      throw new Error('cancelled');
    });
    await expect(failing).rejects.toThrow('cancelled');
    expect(readFileSync(at('map.csv'), 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['map.csv']);
  });
});

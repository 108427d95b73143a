import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type NpzEntry, readNpz, writeNpz, writeNpzFile } from '../../../src-main/services/tables/index.ts';

const entries: NpzEntry[] = [
  { name: 'vectors', data: new Float32Array([1, 2, 3, 4]), shape: [2, 2] },
  { name: 'at', data: new Float64Array([0.5, 1.5]), shape: [2] },
  { name: 'path', strings: ['a/b.mp4', 'ä/日本.mp4'] },
];

const contents = new Map<string, unknown>([
  ['vectors', { data: new Float32Array([1, 2, 3, 4]), shape: [2, 2] }],
  ['at', { data: new Float64Array([0.5, 1.5]), shape: [2] }],
  ['path', { strings: ['a/b.mp4', 'ä/日本.mp4'], shape: [2] }],
]);

describe('NPZ files', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'earsight-npz-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it.each([false, true])('give back every array (deflated: %s)', (deflate) => {
    expect(readNpz(writeNpz(entries, { deflate }))).toEqual(contents);
  });

  it('are ordinary ZIP files with one .npy file an array', () => {
    expect(Object.keys(unzipSync(writeNpz(entries)))).toEqual(['vectors.npy', 'at.npy', 'path.npy']);
  });

  it('are the same bytes for the same content', () => {
    expect(writeNpz(entries, { deflate: true })).toEqual(writeNpz(entries, { deflate: true }));
  });

  it('are streamed to disk in slices, larger than one slice too', async () => {
    const data = Float32Array.from({ length: 700_000 }, (_, index) => Math.sin(index));
    const path = join(folder, 'large.npz');
    await writeNpzFile(path, [{ name: 'large', data, shape: [data.length] }], { deflate: true });
    const large = readNpz(await readFile(path)).get('large');
    expect(large?.shape).toEqual([data.length]);
    const found = large && 'data' in large ? (large.data as Float32Array) : new Float32Array();
    expect(Buffer.compare(Buffer.from(found.buffer), Buffer.from(data.buffer))).toBe(0);
  });

  it('leave nothing behind when cancelled', async () => {
    const signal = AbortSignal.abort(new Error('stop'));
    await expect(writeNpzFile(join(folder, 'never.npz'), entries, { signal })).rejects.toThrow('stop');
    expect((await readdir(folder)).filter((name) => name.startsWith('never'))).toEqual([]);
  });

  it('refuse names twice and names that leave the archive', () => {
    expect(() => writeNpz([...entries, ...entries])).toThrow(/cannot name an array/);
    expect(() => writeNpz([{ name: '../x', strings: [] }])).toThrow(/cannot name an array/);
  });

  it('are not unpacked past the limit', () => {
    const bomb = writeNpz([{ name: 'zeros', data: new Uint8Array(4 << 20), shape: [4 << 20] }], {
      deflate: true,
    });
    expect(bomb.length).toBeLessThan(10_000);
    expect(() => readNpz(bomb, 1 << 20)).toThrow(/unpacks to more than/);
  });

  it('are refused with a reason when damaged', () => {
    expect(() => readNpz(new Uint8Array(100))).toThrow(/Not a readable NPZ file/);
  });
});

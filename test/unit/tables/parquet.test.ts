import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type ParquetColumn,
  writeParquet,
  writeParquetFile,
} from '../../../src-main/services/tables/index.ts';

const columns: ParquetColumn[] = [
  { name: 'path', kind: 'string', values: ['a.mp4', 'ä/日本.mp4', 'a.mp4'] },
  { name: 'at', kind: 'float64', values: new Float64Array([0.5, 1.5, 2.25]) },
  { name: 'row', kind: 'int32', values: new Int32Array([1, -2, 3]) },
  { name: 'score', kind: 'float32', values: [0.25, null, 0.5] },
  { name: 'checked', kind: 'boolean', values: [true, false, true] },
  { name: 'vector', kind: 'vectors', values: new Float32Array([1, 2, 3, 4, 5, 6]), dimensions: 2 },
];

const rows = [
  { path: 'a.mp4', at: 0.5, row: 1, score: 0.25, checked: true, vector: [1, 2] },
  { path: 'ä/日本.mp4', at: 1.5, row: -2, score: undefined, checked: false, vector: [3, 4] },
  { path: 'a.mp4', at: 2.25, row: 3, score: 0.5, checked: true, vector: [5, 6] },
];

const bufferOf = (bytes: Uint8Array): ArrayBuffer => Uint8Array.from(bytes).buffer;

async function read(bytes: Uint8Array): Promise<unknown[]> {
  const found = await parquetReadObjects({ file: bufferOf(bytes) });
  return found.map((row) => ({ ...row, score: row.score ?? undefined, vector: Array.from(row.vector) }));
}

describe('Parquet files', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'earsight-parquet-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('give back every row', async () => {
    expect(await read(writeParquet(columns))).toEqual(rows);
  });

  it('keep metadata in the footer', () => {
    const bytes = writeParquet(columns, { metadata: { model: 'starter-ave' } });
    expect(parquetMetadata(bufferOf(bytes)).key_value_metadata).toEqual([
      { key: 'model', value: 'starter-ave' },
    ]);
  });

  it('leave metadata out when there is none: strict readers refuse the writer’s empty list', () => {
    expect(parquetMetadata(bufferOf(writeParquet(columns))).key_value_metadata).toBeUndefined();
  });

  it('are written to disk a group of rows at a time', async () => {
    const count = 5000;
    const values = Float32Array.from({ length: count * 16 }, (_, index) => Math.fround(Math.cos(index)));
    const path = join(folder, 'embeddings.parquet');
    const at = Float64Array.from({ length: count }, (_, index) => index + 0.5);
    await writeParquetFile(
      path,
      [
        { name: 'at', kind: 'float64', values: at },
        { name: 'vector', kind: 'vectors', values, dimensions: 16 },
      ],
      { rowsPerGroup: 999 },
    );
    const bytes = await readFile(path);
    expect(parquetMetadata(bufferOf(bytes)).row_groups.length).toBe(6);
    const found = await parquetReadObjects({ file: bufferOf(bytes), rowStart: 4990, rowEnd: 4991 });
    expect(found[0]?.at).toBe(4990.5);
    expect(Array.from(found[0]?.vector)).toEqual(Array.from(values.subarray(4990 * 16, 4991 * 16)));
  });

  it('hold a table without rows', async () => {
    const bytes = writeParquet([{ name: 'at', kind: 'float64', values: new Float64Array(0) }]);
    expect(Number(parquetMetadata(bufferOf(bytes)).num_rows)).toBe(0);
  });

  it('leave nothing behind when cancelled', async () => {
    const signal = AbortSignal.abort(new Error('stop'));
    await expect(writeParquetFile(join(folder, 'never.parquet'), columns, { signal })).rejects.toThrow(
      'stop',
    );
    expect((await readdir(folder)).filter((name) => name.startsWith('never'))).toEqual([]);
  });

  it('refuse columns of different lengths, names twice and wrong values, naming the column', () => {
    const short: ParquetColumn = { name: 'short', kind: 'string', values: ['x'] };
    expect(() => writeParquet([...columns, short])).toThrow(/'short' has 1 rows, the first has 3/);
    expect(() => writeParquet([...columns, ...columns])).toThrow(/'path' needs a name of its own/);
    expect(() => writeParquet([{ name: 'n', kind: 'int32', values: [1, 2.5] }])).toThrow(/row 1: 2.5/);
  });
});

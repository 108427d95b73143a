import { ByteWriter, ParquetWriter, type SchemaElement } from 'hyparquet-writer';
import { EarsightError } from '../../contract/errors.ts';
import { writeWholeFile } from '../../files/whole-files.ts';

/**
 * One column of a Parquet table. `vectors` is a list of float32 a row (`values` is [row, dimension],
 * row-major); a null leaves a cell empty and makes the column optional.
 */
export type ParquetColumn =
  | { name: string; kind: 'string'; values: readonly (string | null)[] }
  | { name: string; kind: 'float64'; values: Float64Array | readonly (number | null)[] }
  | { name: string; kind: 'float32'; values: Float32Array | readonly (number | null)[] }
  | { name: string; kind: 'int32'; values: Int32Array | readonly (number | null)[] }
  | { name: string; kind: 'boolean'; values: readonly (boolean | null)[] }
  | { name: string; kind: 'vectors'; values: Float32Array; dimensions: number };

/** `metadata` is kept in the file's footer, for instance the model and its hash. */
export interface ParquetOptions {
  metadata?: Readonly<Record<string, string>>;
  rowsPerGroup?: number;
  signal?: AbortSignal;
}

const defaultRowsPerGroup = 8192;

/**
 * Columns as one Parquet file in memory (Snappy; vectors uncompressed, as they hardly shrink).
 * @throws EarsightError `invalid-input` when columns differ in length or a value has the wrong type.
 */
export function writeParquet(columns: readonly ParquetColumn[], options: ParquetOptions = {}): Uint8Array {
  const bytes = new ByteWriter();
  const table = startTable(bytes, columns, options);
  for (const group of rowGroups(columns, options)) table.write(group);
  table.finish();
  return bytes.getBytes();
}

/**
 * Writes columns to a Parquet file, one group of rows at a time, so that the encoded form never fills the
 * memory. The file appears under its name only when whole.
 * @throws as `writeParquet`; the signal's reason when aborted.
 */
export async function writeParquetFile(
  path: string,
  columns: readonly ParquetColumn[],
  options: ParquetOptions = {},
): Promise<void> {
  await writeWholeFile(path, async (sink) => {
    const bytes = new ByteWriter();
    const flush = async () => {
      await sink(new Uint8Array(bytes.buffer, 0, bytes.index));
      bytes.index = 0; // `offset` keeps counting: the footer points into the whole file
    };
    const table = startTable(bytes, columns, options);
    for (const group of rowGroups(columns, options)) {
      options.signal?.throwIfAborted();
      table.write(group);
      await flush();
    }
    table.finish();
    await flush();
  });
}

function startTable(
  writer: ByteWriter,
  columns: readonly ParquetColumn[],
  options: ParquetOptions,
): ParquetWriter {
  checkColumns(columns);
  const metadata = Object.entries(options.metadata ?? {}).map(([key, value]) => ({ key, value }));
  return new ParquetWriter({
    writer,
    schema: [{ name: 'root', num_children: columns.length }, ...columns.flatMap(schemaOf)],
    // The writer marks an empty list as one of bytes, which strict readers refuse: better none.
    ...(metadata.length > 0 ? { kvMetadata: metadata } : {}),
    createdBy: 'earsight',
  });
}

type ColumnData = Parameters<ParquetWriter['write']>[0];

function* rowGroups(columns: readonly ParquetColumn[], options: ParquetOptions): Generator<ColumnData> {
  const rows = columns[0] ? rowCount(columns[0]) : 0;
  const size = options.rowsPerGroup ?? defaultRowsPerGroup;
  for (let start = 0; start < rows; start += size) {
    const end = Math.min(rows, start + size);
    yield { rowGroupSize: size, columnData: columns.map((column) => groupOf(column, start, end)) };
  }
}

function groupOf(column: ParquetColumn, start: number, end: number): ColumnData['columnData'][number] {
  if (column.kind !== 'vectors')
    return { name: column.name, data: column.values.slice(start, end) as unknown[] };
  const { values, dimensions } = column;
  const data = Array.from({ length: end - start }, (_, row) =>
    // The writer takes lists as plain arrays only.
    Array.from(values.subarray((start + row) * dimensions, (start + row + 1) * dimensions)),
  );
  // A dictionary and statistics of single coordinates cost time and tell nobody anything.
  return { name: column.name, data, encoding: 'PLAIN', codec: 'UNCOMPRESSED', statistics: false };
}

const physicalTypes = { float64: 'DOUBLE', float32: 'FLOAT', int32: 'INT32', boolean: 'BOOLEAN' } as const;

function schemaOf(column: ParquetColumn): SchemaElement[] {
  const { name } = column;
  if (column.kind === 'vectors') {
    // The three levels that the Parquet format asks of a LIST.
    return [
      { name, repetition_type: 'REQUIRED', num_children: 1, converted_type: 'LIST' },
      { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
      { name: 'element', type: 'FLOAT', repetition_type: 'REQUIRED' },
    ];
  }
  const repetition_type = (column.values as readonly unknown[]).includes(null) ? 'OPTIONAL' : 'REQUIRED';
  if (column.kind === 'string')
    return [{ name, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type }];
  return [{ name, type: physicalTypes[column.kind], repetition_type }];
}

function rowCount(column: ParquetColumn): number {
  return column.kind === 'vectors' ? column.values.length / column.dimensions : column.values.length;
}

function checkColumns(columns: readonly ParquetColumn[]): void {
  const names = new Set<string>();
  const rows = columns[0] ? rowCount(columns[0]) : 0;
  for (const column of columns) {
    if (column.name === '' || names.has(column.name)) {
      throw wrongColumn(column, 'needs a name of its own');
    }
    names.add(column.name);
    if (rowCount(column) !== rows)
      throw wrongColumn(column, `has ${rowCount(column)} rows, the first has ${rows}`);
    checkValues(column);
  }
}

const acceptedTypes = {
  string: 'string',
  float64: 'number',
  float32: 'number',
  int32: 'number',
  boolean: 'boolean',
};

function checkValues(column: ParquetColumn): void {
  if (column.kind === 'vectors') {
    if (!Number.isInteger(column.dimensions) || column.dimensions < 1) {
      throw wrongColumn(column, `cannot have ${column.dimensions} dimensions`);
    }
    return;
  }
  if (ArrayBuffer.isView(column.values)) return;
  const type = acceptedTypes[column.kind];
  const values: readonly unknown[] = column.values;
  const row = values.findIndex(
    (value) =>
      value !== null &&
      (typeof value !== type || (column.kind === 'int32' && (value as number) !== ((value as number) | 0))),
  );
  if (row >= 0) throw wrongColumn(column, `has no ${column.kind} in row ${row}: ${String(values[row])}`);
}

function wrongColumn(column: ParquetColumn, reason: string): EarsightError {
  return new EarsightError('invalid-input', `Column '${column.name}' ${reason}`, { field: column.name });
}

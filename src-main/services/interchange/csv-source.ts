import { CsvError, parse } from 'csv-parse/sync';
import { InterchangeError, shown } from './errors.ts';

/** A record of a file of separated values with the line it ends on. */
export interface CsvRecord {
  readonly cells: readonly string[];
  readonly line: number;
}

/**
 * Reads separated values: fields may be quoted, quotes are doubled inside, spaces around fields are dropped;
 * empty lines, and lines that begin with `comment`, are passed over.
 * @throws InterchangeError naming the line of a quote that is never closed, or of a record beyond 1 MiB.
 */
export function readCsv(text: string, delimiter: ',' | '\t', comment?: string): CsvRecord[] {
  try {
    const records = parse(text, {
      delimiter,
      info: true,
      trim: true,
      relax_quotes: true,
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: 1 << 20,
      ...(comment === undefined ? {} : { comment, comment_no_infix: true }),
    }) as unknown as { record: string[]; info: { lines: number } }[];
    return records.map(({ record, info }) => ({ cells: record, line: info.lines }));
  } catch (error) {
    const line = error instanceof CsvError && typeof error.lines === 'number' ? error.lines : undefined;
    const reason = error instanceof Error ? error.message : String(error);
    throw new InterchangeError('invalid-input', `not separated values (${shown(reason)})`, {
      field: 'record',
      line,
    });
  }
}

/** A cell as it is written: quoted where it must be. */
export function csvCell(text: string, delimiter: ',' | '\t'): string {
  const needsQuotes = text.includes(delimiter) || /["\n\r]|^\s|\s$|^#/.test(text);
  return needsQuotes ? `"${text.replaceAll('"', '""')}"` : text;
}

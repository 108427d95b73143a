import { InterchangeError } from './errors.ts';
import type { ImportFile } from './types.ts';

/** The largest file that is imported; the longest real project files are well below. */
export const largestFileBytes = 128 * 2 ** 20;

/**
 * The text of a file: UTF-8 or UTF-16 with its mark, or Windows-1252, which old subtitle files use.
 * Line ends are \n, a byte order mark is dropped.
 * @throws InterchangeError for files larger than 128 MiB, and for bytes that no text file holds.
 */
export function decodeText(file: ImportFile): string {
  const { bytes } = file;
  if (bytes.length > largestFileBytes) {
    throw new InterchangeError(
      'invalid-input',
      `${bytes.length} bytes are too many`,
      { field: 'file' },
      'at most 128 MiB',
    );
  }
  const text = new TextDecoder(encodingOf(bytes)).decode(bytes);
  if (text.includes('\0')) {
    throw new InterchangeError('unsupported-format', 'not a text file', {
      field: 'file',
      line: lineAt(text, text.indexOf('\0')),
    });
  }
  return text.replace(/\r\n?/g, '\n');
}

function encodingOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return 'utf-8';
  } catch {
    return 'windows-1252';
  }
}

/** The line, from 1, that holds the character at an index. */
export function lineAt(text: string, index: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < index; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}

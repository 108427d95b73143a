import { sep } from 'node:path';

/** A file's name or path: as text for people and SQL, and as bytes when text cannot hold it. */
export interface ReadableName {
  /** Bytes that are not UTF-8 stand as `\xHH`. */
  readonly text: string;
  /** The exact bytes, or null when `text` is exact. */
  readonly bytes: Buffer | null;
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Reads a name as the file system gives it. On Linux a name is any bytes but `/` and NUL: old drives hold
 * Latin-1 names, which a JavaScript string can show but not open.
 */
export function readName(bytes: Buffer): ReadableName {
  try {
    return { text: strict.decode(bytes), bytes: null };
  } catch {
    return { text: escapeBytes(bytes), bytes };
  }
}

/** Joins a folder's path and a name with `/`; exact bytes are kept as soon as one of the two needs them. */
export function joinNames(folder: ReadableName, name: ReadableName): ReadableName {
  if (folder.text === '') return name;
  const text = `${folder.text}/${name.text}`;
  if (folder.bytes === null && name.bytes === null) return { text, bytes: null };
  const part = (readable: ReadableName): Buffer => readable.bytes ?? Buffer.from(readable.text);
  return { text, bytes: Buffer.concat([part(folder), Buffer.from('/'), part(name)]) };
}

/** The path below a folder as Node takes it, for calls on the file system. */
export function pathBelow(folder: string, relative: ReadableName): string | Buffer {
  if (relative.text === '') return folder;
  if (relative.bytes === null) return `${folder}/${relative.text}`;
  return Buffer.concat([Buffer.from(`${folder}/`), relative.bytes]);
}

/** Valid characters stay readable, byte by byte for the others. */
function escapeBytes(bytes: Buffer): string {
  let text = '';
  let position = 0;
  while (position < bytes.length) {
    const character = characterAt(bytes, position);
    if (character === null) {
      text += `\\x${bytes[position]!.toString(16).padStart(2, '0').toUpperCase()}`;
      position++;
    } else {
      text += character;
      position += Buffer.byteLength(character);
    }
  }
  return text;
}

function characterAt(bytes: Buffer, position: number): string | null {
  for (let length = 1; length <= 4 && position + length <= bytes.length; length++) {
    try {
      return strict.decode(bytes.subarray(position, position + length));
    } catch {
      // Not a character of this length; a longer one may be.
    }
  }
  return null;
}

/** Whether a path lies below a folder, by their names alone: both absolute, without links, in the same encoding. */
export function liesWithin(path: string, folder: string): boolean {
  return path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

import type { z } from 'zod';
import { InterchangeError, type Place, shown } from './errors.ts';
import { lineOfPath } from './json-position.ts';
import { decodeText, lineAt } from './source-text.ts';
import type { ImportFile } from './types.ts';

const deepest = 64;

/** A JSON file, checked against its format, that can tell on which line each of its values is. */
export interface JsonSource<Value> {
  readonly value: Value;
  /** The place of a value for an error: `['annotations', 3, 'bbox']` is `annotations[3].bbox`. */
  place(path: readonly PropertyKey[]): Place;
}

/**
 * Reads a JSON file against a schema. Keys such as `__proto__` stay ordinary data: the schemas take known
 * keys, and records are only ever walked by their own entries.
 * @throws InterchangeError `invalid-input` with the line for a syntax error, with line and field for a value
 * that is not what the format says, and for nesting deeper than 64.
 */
export function readJson<Schema extends z.ZodType>(
  file: ImportFile,
  schema: Schema,
): JsonSource<z.output<Schema>> {
  const text = decodeText(file);
  checkDepth(text);
  const raw = parseJson(text);
  const place = (path: readonly PropertyKey[]): Place => ({
    field: fieldOf(path),
    // Found by walking the text, so only when an error asks for it.
    get line() {
      return lineOfPath(text, path);
    },
  });
  const result = schema.safeParse(raw);
  if (!result.success) {
    const issue = result.error.issues[0];
    const path = issue?.path ?? [];
    throw new InterchangeError('invalid-input', issue?.message ?? 'not what the format says', place(path));
  }
  return { value: result.data, place };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const position = /position (\d+)/.exec(message)?.[1];
    const line = position === undefined ? lineAt(text, text.length) : lineAt(text, Number(position));
    throw new InterchangeError('invalid-input', `not JSON (${shown(message.split(' in JSON')[0])})`, {
      field: 'file',
      line,
    });
  }
}

function checkDepth(text: string): void {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (inString) {
      if (code === 0x5c) at += 1;
      else if (code === 0x22) inString = false;
    } else if (code === 0x22) inString = true;
    else if (code === 0x7b || code === 0x5b) {
      depth += 1;
      if (depth > deepest) {
        const line = lineAt(text, at);
        throw new InterchangeError('invalid-input', `nested deeper than ${deepest} levels`, {
          field: 'file',
          line,
        });
      }
    } else if (code === 0x7d || code === 0x5d) depth -= 1;
  }
}

function fieldOf(path: readonly PropertyKey[]): string {
  let field = '';
  for (const key of path) {
    if (typeof key === 'number') field += `[${key}]`;
    else field += field === '' ? String(key) : `.${String(key)}`;
  }
  return field || 'file';
}

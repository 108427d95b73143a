import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { EarsightError } from '../../contract/errors.ts';
import type { EvaluationItem, EvaluationResult, ResultExport } from '../../contract/evaluation.ts';
import { replaceFile } from '../../files/whole-files.ts';
import { exportName } from '../exports/export-name.ts';
import { resultTable } from './result-table.ts';

const pngSignature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/**
 * Writes a result into a folder and gives the file's path. The same result gives the same name: a second export
 * replaces the first. Throws `invalid-input` for a picture that is no PNG.
 */
export async function exportResult(
  folder: string,
  request: ResultExport,
  item: EvaluationItem,
  result: EvaluationResult,
): Promise<string> {
  const day = item.createdAt.slice(0, 10);
  // `exportName` takes the ending off a video's name; a result's name has none.
  const path = join(folder, exportName(`${item.name} ${day} ${item.id.slice(0, 4)}.`, request.kind));
  await mkdir(folder, { recursive: true });
  replaceFile(path, contentOf(request, item, result));
  return path;
}

function contentOf(
  request: ResultExport,
  item: EvaluationItem,
  result: EvaluationResult,
): string | Uint8Array {
  if (request.kind === 'csv') return resultTable(item, result);
  if (!pngSignature.equals(request.picture.subarray(0, pngSignature.length))) {
    throw new EarsightError('invalid-input', 'The picture of the result is no PNG.', {
      field: 'picture',
      allowed: 'a PNG file',
    });
  }
  return request.picture;
}

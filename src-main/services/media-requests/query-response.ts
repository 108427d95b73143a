import type { OutsideQueries } from '../queries/index.ts';
import { bytesResponse } from './bytes-response.ts';

/**
 * Answers with a dropped query's own file. The type is told only as far as showing it needs; the page shows
 * it in `<img>` or `<audio>`, where scripts inside a file do not run.
 */
export async function queryResponse(
  outside: OutsideQueries,
  request: Request,
  id: string,
): Promise<Response> {
  const query = outside.get(id);
  const type = query.modality === 'frame' ? pictureType(query.data) : 'application/octet-stream';
  return bytesResponse(request, query.data, type);
}

function pictureType(data: Uint8Array): string {
  const start = Buffer.from(data.subarray(0, 12)).toString('latin1');
  if (start.startsWith('\x89PNG')) return 'image/png';
  if (start.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (start.startsWith('GIF8')) return 'image/gif';
  if (start.startsWith('WEBP', 8)) return 'image/webp';
  if (start.startsWith('BM')) return 'image/bmp';
  if (start.startsWith('ftypavif', 4)) return 'image/avif';
  return 'application/octet-stream';
}

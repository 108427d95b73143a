/** A part of a file: bytes `from` to `to`, both included. */
export interface ByteRange {
  readonly from: number;
  readonly to: number;
}

/**
 * The part that a request asks for (RFC 9110, §14): null for the whole. Several ranges at once, units other
 * than bytes and an `If-Range` of another version mean the whole as well, as the standard allows.
 */
export function byteRange(request: Request, size: number, etag: string): ByteRange | null | 'unsatisfiable' {
  const header = request.headers.get('range');
  if (header === null) return null;
  const condition = request.headers.get('if-range');
  if (condition !== null && condition !== etag) return null;
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header.trim());
  if (!match || (match[1] === '' && match[2] === '')) return null;
  if (match[1] === '') {
    const length = Math.min(Number(match[2]), size);
    return length === 0 ? 'unsatisfiable' : { from: size - length, to: size - 1 };
  }
  const from = Number(match[1]);
  const to = match[2] === '' ? size - 1 : Math.min(Number(match[2]), size - 1);
  if (match[2] !== '' && Number(match[2]) < from) return null;
  return from >= size ? 'unsatisfiable' : { from, to };
}

/** True when the client's copy is still right (`If-None-Match`). */
export function matchesEtag(request: Request, etag: string): boolean {
  const header = request.headers.get('if-none-match');
  if (header === null) return false;
  return header.split(',').some((tag) => ['*', etag].includes(tag.trim().replace(/^W\//, '')));
}

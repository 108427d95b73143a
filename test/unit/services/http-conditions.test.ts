import { describe, expect, it } from 'vitest';
import { byteRange, matchesEtag } from '../../../src-main/services/media-requests/http-conditions.ts';

const request = (headers: Record<string, string>): Request => new Request('http://app/x', { headers });

describe('the range of a request', () => {
  it.each([
    ['bytes=0-99', { from: 0, to: 99 }],
    ['bytes=900-', { from: 900, to: 999 }],
    ['bytes=-100', { from: 900, to: 999 }],
    ['bytes=-5000', { from: 0, to: 999 }],
    ['bytes=990-2000', { from: 990, to: 999 }],
  ])('%s of 1000 bytes', (range, expected) => {
    expect(byteRange(request({ range }), 1000, '"v1"')).toEqual(expected);
  });

  it.each(['bytes=1000-', 'bytes=5000-6000', 'bytes=-0'])('%s cannot be satisfied', (range) => {
    expect(byteRange(request({ range }), 1000, '"v1"')).toBe('unsatisfiable');
  });

  it.each(['bytes=0-1,4-5', 'lines=1-2', 'bytes=-', 'bytes=9-2', 'bytes=a-b', 'bytes=0x1-2'])(
    '%s means the whole file',
    (range) => {
      expect(byteRange(request({ range }), 1000, '"v1"')).toBeNull();
    },
  );

  it('counts only for the version that If-Range names', () => {
    const headers = { range: 'bytes=0-9', 'if-range': '"v1"' };
    expect(byteRange(request(headers), 1000, '"v1"')).toEqual({ from: 0, to: 9 });
    expect(byteRange(request(headers), 1000, '"v2"')).toBeNull();
  });
});

describe('If-None-Match', () => {
  it('knows the version in a list, a weak one, and any', () => {
    expect(matchesEtag(request({ 'if-none-match': '"a", W/"v1"' }), '"v1"')).toBe(true);
    expect(matchesEtag(request({ 'if-none-match': '*' }), '"v1"')).toBe(true);
    expect(matchesEtag(request({ 'if-none-match': '"a"' }), '"v1"')).toBe(false);
    expect(matchesEtag(request({}), '"v1"')).toBe(false);
  });
});

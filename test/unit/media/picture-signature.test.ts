import { describe, expect, it } from 'vitest';
import {
  jpegOrientation,
  pictureDemuxer,
  uprightFilters,
} from '../../../src-main/media/picture-signature.ts';
import { withExifOrientation } from '../../fixtures/mp4-patches.ts';

const bytes = (text: string) => Buffer.from(text, 'latin1');

describe('pictureDemuxer', () => {
  it('goes by the first bytes', () => {
    expect(pictureDemuxer(bytes('\x89PNG\r\n'))).toBe('png_pipe');
    expect(pictureDemuxer(bytes('\xff\xd8\xff\xe0'))).toBe('jpeg_pipe');
    expect(pictureDemuxer(bytes('RIFF\0\0\0\0WEBPVP8 '))).toBe('webp_pipe');
    expect(pictureDemuxer(bytes('GIF89a'))).toBe('gif');
    expect(pictureDemuxer(bytes('BM'))).toBe('bmp_pipe');
    expect(pictureDemuxer(bytes('MM\0*'))).toBe('tiff_pipe');
  });

  it('knows no other files', () => {
    expect(pictureDemuxer(bytes('RIFF\0\0\0\0WAVEfmt '))).toBeNull();
    expect(pictureDemuxer(bytes(''))).toBeNull();
    expect(pictureDemuxer(bytes('#EXTM3U'))).toBeNull();
  });
});

describe('jpegOrientation', () => {
  const plain = bytes('\xff\xd8\xff\xdb\0\x04ab\xff\xda\0\x02');

  it('reads the orientation that a camera stored', () => {
    for (let orientation = 1; orientation <= 8; orientation += 1) {
      expect(jpegOrientation(withExifOrientation(plain, orientation))).toBe(orientation);
    }
  });

  it('takes files without Exif, damaged or cut off, for upright', () => {
    expect(jpegOrientation(plain)).toBe(1);
    expect(jpegOrientation(withExifOrientation(plain, 77))).toBe(1);
    const whole = withExifOrientation(plain, 6);
    for (let length = 0; length < 30; length += 1) expect(jpegOrientation(whole.subarray(0, length))).toBe(1);
  });
});

describe('uprightFilters', () => {
  it('knows a turn for each orientation and none for nonsense', () => {
    expect(uprightFilters(1)).toEqual([]);
    expect(uprightFilters(6)).toEqual(['transpose=clock']);
    expect(uprightFilters(9)).toEqual([]);
  });
});

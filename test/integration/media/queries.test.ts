import { readFileSync } from 'node:fs';
import { crc32, deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decodeImageFile, decodeSoundFile } from '../../../src-main/media/index.ts';
import { tools } from '../../fixtures/clips.ts';
import { media } from '../../fixtures/fixtures.ts';
import { level, onsets, quadrant } from './reading.ts';

describe('decodeImageFile', () => {
  it('takes a path or bytes, under names that ffmpeg would take for patterns too', async () => {
    for (const file of [media.picturePng, media.picturePattern, readFileSync(media.picturePng)]) {
      const pixels = await decodeImageFile(await tools(), file);
      expect(pixels).toHaveLength(224 * 224 * 3);
      expect(quadrant(pixels, 0, 0)).toBe('red');
      expect(quadrant(pixels, 1, 1)).toBe('blue');
    }
  });

  it('turns a photograph upright by its Exif orientation, once', async () => {
    const pixels = await decodeImageFile(await tools(), media.pictureExif, { size: 64 });
    expect(quadrant(pixels, 0, 0, 64)).toBe('red');
    expect(quadrant(pixels, 1, 0, 64)).toBe('red');
    expect(quadrant(pixels, 0, 1, 64)).toBe('blue');
  });

  it('refuses what is no picture, and a damaged one', async () => {
    await expect(decodeImageFile(await tools(), media.coded)).rejects.toMatchObject({
      code: 'unsupported-format',
      allowed: expect.stringContaining('PNG'),
    });
    const half = readFileSync(media.picturePng).subarray(0, 60);
    await expect(decodeImageFile(await tools(), half)).rejects.toMatchObject({ code: 'unreadable-file' });
    await expect(decodeImageFile(await tools(), `${media.picturePng}.none`)).rejects.toMatchObject({
      code: 'not-found',
    });
  });
});

/** A PNG of a few kB whose header claims a square of 16-bit RGBA pixels. */
const claimedPng = (side: number): Uint8Array => {
  const chunk = (type: string, data: Uint8Array): Buffer => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(data.length, 0);
    frame.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
  };
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 16, 6, 0, 0, 0]);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  const pixels = deflateSync(Buffer.alloc(4 * 2 ** 20));
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', pixels), chunk('IEND', Buffer.of())]);
};

describe('a picture that unfolds into gigabytes', () => {
  it('is refused by the size it claims', async () => {
    await expect(decodeImageFile(await tools(), claimedPng(15_000))).rejects.toMatchObject({
      code: 'unreadable-file',
      message: expect.stringContaining('megapixels'),
    });
  });
});

describe('decodeSoundFile', () => {
  it('gives the second around the middle, or around a time', async () => {
    const middle = await decodeSoundFile(await tools(), media.leftOnlyWav);
    expect(middle.durationSeconds).toBeCloseTo(2, 2);
    expect(middle.atSeconds).toBeCloseTo(1, 2);
    expect(level(middle.samples)).toBeCloseTo(0.25 / Math.SQRT2, 2);
    const early = await decodeSoundFile(await tools(), media.noPicture, { atSeconds: 1.7 });
    expect(onsets(early.samples)[0]).toBeCloseTo(0.8, 2);
  });

  it('takes bytes, of files whose index lies at their end too', async () => {
    const { samples, atSeconds } = await decodeSoundFile(await tools(), readFileSync(media.noPicture));
    expect(atSeconds).toBeCloseTo(1.5, 1);
    expect(level(samples)).toBeGreaterThan(0.02);
  });

  it('takes the sound of a video', async () => {
    expect((await decodeSoundFile(await tools(), media.coded)).durationSeconds).toBeCloseTo(6, 1);
  });

  it('refuses what has no sound, and no media at all', async () => {
    await expect(decodeSoundFile(await tools(), media.noSound)).rejects.toMatchObject({ code: 'no-sound' });
    await expect(decodeSoundFile(await tools(), readFileSync(media.noise))).rejects.toMatchObject({
      code: expect.stringMatching(/unreadable-file|unsupported-format/),
    });
    await expect(decodeSoundFile(await tools(), new Uint8Array(0))).rejects.toMatchObject({
      code: 'unreadable-file',
    });
  });
});

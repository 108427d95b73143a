import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { decode as decodePng } from 'fast-png';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  decodeImageFile,
  type EncodedImage,
  filmstrip,
  frameJpeg,
  peaks,
  soundWav,
  spectrogramPng,
  thumbnail,
} from '../../../src-main/media/index.ts';
import { jpegSize } from '../../../src-main/media/jpeg.ts';
import { wavFile } from '../../../src-main/media/wav.ts';
import { tools } from '../../fixtures/clips.ts';
import { media } from '../../fixtures/fixtures.ts';
import { codedNumber, colourAt, onsets, probed } from './reading.ts';

/** The centre square of an encoded picture. */
const pixelsOf = async (image: EncodedImage) => await decodeImageFile(await tools(), image.bytes);

describe('frameJpeg', () => {
  it('gives the whole picture as shown, at its time', async () => {
    const { path, probe } = await probed(media.coded);
    const image = await frameJpeg(await tools(), path, probe, 3.3);
    expect(jpegSize(image.bytes)).toEqual({ width: 128, height: 64 });
    expect(codedNumber(await pixelsOf(image))).toBe(82);
  });

  it('applies rotation and pixel aspect, and fits into a box', async () => {
    const wide = await probed(media.anamorphic);
    const image = await frameJpeg(await tools(), wide.path, wide.probe, 1, { maxWidth: 64 });
    expect(jpegSize(image.bytes)).toEqual({ width: 64, height: 32 });
    const rotated = await probed(media.rotated);
    const upright = await frameJpeg(await tools(), rotated.path, rotated.probe, 1);
    expect(jpegSize(upright.bytes)).toEqual({ width: 64, height: 96 });
    expect(colourAt(await pixelsOf(upright), 0.1, 0.1)).toBe('red');
  });
});

describe('thumbnail', () => {
  it('shows a frame of a video, and the cover of a sound file', async () => {
    const video = await probed(media.coded);
    expect(codedNumber(await pixelsOf(await thumbnail(await tools(), video.path, video.probe)))).toBe(15);
    const song = await probed(media.coverArt);
    const cover = await thumbnail(await tools(), song.path, song.probe, { width: 32 });
    expect(cover).toMatchObject({ width: 32, height: 24 });
  });

  it('says when there is nothing to show', async () => {
    const { path, probe } = await probed(media.noPicture);
    await expect(thumbnail(await tools(), path, probe)).rejects.toMatchObject({ code: 'no-picture' });
  });
});

describe('filmstrip', () => {
  it('puts evenly spaced frames side by side', async () => {
    const { path, probe } = await probed(media.coded);
    const strip = await filmstrip(await tools(), path, probe, { tiles: 3, height: 64 });
    expect(strip).toMatchObject({ width: 3 * 128, height: 64, tileWidth: 128, tileHeight: 64 });
    expect(strip.times.map((time) => Math.round(time))).toEqual([1, 3, 5]);
    expect(jpegSize(strip.bytes)).toEqual({ width: 384, height: 64 });
    // The centre square of the strip is that of its middle tile.
    expect(Math.abs(codedNumber(await pixelsOf(strip)) - strip.times[1]! * 25)).toBeLessThanOrEqual(0.6);
  });

  it('names a wrong number of tiles', async () => {
    const { path, probe } = await probed(media.coded);
    await expect(filmstrip(await tools(), path, probe, { tiles: 0 })).rejects.toMatchObject({
      field: 'tiles',
    });
  });
});

describe('peaks', () => {
  it('shows the waveform of the whole file, 100 pairs a second, each loud where it sounds', async () => {
    const { path, probe } = await probed(media.coded);
    const shares: number[] = [];
    const { pairsPerSecond, values } = await peaks(await tools(), path, probe, {
      onProgress: (share) => shares.push(share),
    });
    expect(pairsPerSecond).toBe(100);
    expect(values.length / 200).toBeCloseTo(6, 0);
    for (let second = 1; second < 6; second += 1) {
      expect(values[second * 200 + 1]).toBeGreaterThan(70);
      expect(values[second * 200]).toBeLessThan(-70);
      expect(Math.abs(values[second * 200 + 101]!)).toBeLessThan(10);
    }
    expect(shares.at(-1)).toBeGreaterThan(0.95);
  });

  it('leaves a late start silent', async () => {
    const { path, probe } = await probed(media.lateSound);
    const { values } = await peaks(await tools(), path, probe);
    expect(Math.max(...values.subarray(0, 380))).toBeLessThan(10);
    expect(Math.max(...values.subarray(398, 404))).toBeGreaterThan(70);
  });
});

describe('soundWav', () => {
  it('is exactly as long as the span, with every sample at its time', async () => {
    const { path, probe } = await probed(media.coded);
    const wav = await soundWav(await tools(), path, probe, { fromSeconds: 2.6, toSeconds: 4.6 });
    expect(wav).toHaveLength(44 + 2 * 48_000 * 2);
    const view = new DataView(wav.buffer, 44);
    const samples = Float32Array.from({ length: 96_000 }, (_, n) => view.getInt16(n * 2, true) / 32768);
    const heard = onsets(samples);
    expect(heard[0]).toBeCloseTo(0.4, 2);
    expect(heard[1]).toBeCloseTo(1.4, 2);
  });

  it('keeps two channels', async () => {
    const { path, probe } = await probed(media.leftOnlyWav);
    const wav = await soundWav(await tools(), path, probe, { fromSeconds: 0, toSeconds: 1 });
    const view = new DataView(wav.buffer, 44);
    const sides = [0, 0];
    for (let n = 0; n < 96_000; n += 1) sides[n % 2] = Math.max(sides[n % 2]!, view.getInt16(n * 2, true));
    expect(sides[0]).toBeGreaterThan(16_000);
    expect(sides[1]).toBe(0);
  });

  it('names a wrong span', async () => {
    const { path, probe } = await probed(media.coded);
    const wrong = { fromSeconds: 3, toSeconds: 3 };
    await expect(soundWav(await tools(), path, probe, wrong)).rejects.toMatchObject({ field: 'span' });
  });
});

describe('spectrogramPng', () => {
  it('shows a tone as a line at its frequency, for as long as it lasts', async () => {
    const { path, probe } = await probed(media.leftOnlyWav);
    const size = { width: 100, height: 240, scale: 'linear' } as const;
    const span = { fromSeconds: 0, toSeconds: 4 };
    const { bytes } = await spectrogramPng(await tools(), path, probe, span, size);
    const { data, width, height, channels } = decodePng(bytes);
    expect([width, height, channels]).toEqual([100, 240, 1]);
    // 440 Hz of 24 kHz, a quarter of full scale: −12 dB of 90.
    const row = 239 - Math.floor((440 / 24_000) * 240);
    const column = (x: number) => Array.from({ length: 240 }, (_, y) => data[y * 100 + x]!);
    expect(column(20).indexOf(Math.max(...column(20)))).toBe(row);
    expect(data[row * 100 + 20]).toBeGreaterThan(200);
    expect(data[10 * 100 + 20]).toBeLessThan(60);
    expect(Math.max(...column(80))).toBe(0);
  });

  it('of a long file keeps no more of its sound than a window needs', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'earsight-long-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const path = join(folder, 'long.wav');
    const seconds = 1200;
    writeFileSync(path, wavFile(new Uint8Array(seconds * 2 * 1000), 1, 1000));
    const { probe } = await probed(path);
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const held = (): number => {
      collect();
      return process.memoryUsage().arrayBuffers;
    };
    const before = held();
    let most = 0;
    const watch = setInterval(() => {
      most = Math.max(most, held() - before);
    }, 400);
    const span = { fromSeconds: 0, toSeconds: seconds };
    await spectrogramPng(await tools(), path, probe, span, { width: 1, height: 16 });
    clearInterval(watch);
    // 300 s from window to window are 58 MB of samples.
    expect(most).toBeLessThan(35e6);
  });
});

describe('bytes of pictures', () => {
  it('are those of their formats', async () => {
    const { path, probe } = await probed(media.coded);
    const { bytes } = await frameJpeg(await tools(), path, probe, 0);
    expect([bytes[0], bytes[1]]).toEqual([0xff, 0xd8]);
    expect(jpegSize(readFileSync(media.picturePng))).toBeNull();
  });
});

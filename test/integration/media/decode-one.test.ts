import { describe, expect, it } from 'vitest';
import { decodeFrame, decodeMoments, decodeSound, inBackground } from '../../../src-main/media/index.ts';
import { tools } from '../../fixtures/clips.ts';
import { isMade, media, variableTimes } from '../../fixtures/fixtures.ts';
import { codedNumber, level, onsets, probed } from './reading.ts';

const frameAt = async (file: string, atSeconds: number) => {
  const { path, probe } = await probed(file);
  const { atSeconds: begins, pixels } = await decodeFrame(await tools(), path, probe, atSeconds);
  return { begins, number: codedNumber(pixels) };
};
const soundAt = async (file: string, centre: number, lengthSeconds?: number) => {
  const { path, probe } = await probed(file);
  return await decodeSound(await tools(), path, probe, centre, lengthSeconds ? { lengthSeconds } : {});
};

describe('decodeFrame', () => {
  it('gives the frame shown at a time: the last that begins no later', async () => {
    for (const [time, number] of [
      [0, 0],
      [0.039, 0],
      [0.04, 1],
      [2.5, 62],
      [5.13, 128],
    ] as const) {
      const frame = await frameAt(media.coded, time);
      expect(frame.number, `at ${time}`).toBe(number);
      expect(frame.begins).toBeCloseTo(number / 25, 4);
    }
  });

  it('gives the last frame after the end', async () => {
    expect((await frameAt(media.coded, 99)).number).toBe(149);
  });

  it('gives the first frame before the picture begins', async () => {
    expect((await frameAt(media.latePicture, 0.3)).number).toBe(0);
  });

  it('finds a frame that is held for long, in a file of slides', async () => {
    expect((await frameAt(media.slides, 8.9)).number).toBe(2);
  });

  it('finds frames of a variable rate, whatever the header claims', async () => {
    for (const file of [media.variableRate, media.falseRate]) {
      const time = (variableTimes[33]! + variableTimes[34]!) / 2 + 0.023;
      expect((await frameAt(file, time)).number).toBe(33);
    }
  });

  it.each(['transportStream', 'vp9Opus', 'hevc'] as const)(
    'gives the frames of decodeMoments in %s',
    async (name) => {
      if (!isMade(media[name])) return;
      const { path, probe } = await probed(media[name]);
      for await (const moment of decodeMoments(await tools(), path, probe, { ratePerSecond: 1 })) {
        const { atSeconds, pixels } = await decodeFrame(await tools(), path, probe, moment.atSeconds);
        expect(atSeconds).toBeCloseTo(moment.atSeconds, 4);
        expect(Buffer.compare(pixels, moment.frame!)).toBe(0);
      }
    },
  );

  it('names what is missing or wrong', async () => {
    await expect(frameAt(media.noPicture, 1)).rejects.toMatchObject({ code: 'no-picture' });
    await expect(frameAt(media.coded, -1)).rejects.toMatchObject({
      code: 'invalid-input',
      field: 'atSeconds',
    });
    await expect(frameAt(media.coded, Number.NaN)).rejects.toMatchObject({ code: 'invalid-input' });
  });
});

describe('decodeSound', () => {
  it('puts every sample at its time', async () => {
    // The window of 4.2 s begins at 3.7, so the click at 4 comes 0.3 s into it.
    expect(onsets(await soundAt(media.coded, 4.2))[0]).toBeCloseTo(0.3, 2);
    expect(onsets(await soundAt(media.coded, 3, 4))).toHaveLength(4);
  });

  it('gives the samples of decodeMoments, to within one sample of time', async () => {
    for (const file of [media.coded, media.transportStream, media.lateSound]) {
      const { path, probe } = await probed(file);
      for await (const moment of decodeMoments(await tools(), path, probe, { ratePerSecond: 0.4 })) {
        const sound = await decodeSound(await tools(), path, probe, moment.atSeconds);
        const expected = moment.sound ?? new Float32Array(48_000);
        expect(level(sound.map((sample, n) => sample - expected[n]!))).toBeLessThan(5e-3);
      }
    }
  });

  it('gives the same samples when nobody waits for them', async () => {
    const { path, probe } = await probed(media.coded);
    const [waited, background] = await Promise.all(
      [await tools(), inBackground(await tools())].map((programs) =>
        decodeSound(programs, path, probe, 3, { lengthSeconds: 4 }),
      ),
    );
    expect(background).toEqual(waited);
  });

  it('is silent before the start, after the end, and where the track has not begun', async () => {
    const early = await soundAt(media.coded, 0.2);
    expect(early.slice(0, 14_000).every((sample) => sample === 0)).toBe(true);
    expect(onsets(early)[0]).toBeCloseTo(0.3, 2);
    expect(level(await soundAt(media.coded, 60))).toBe(0);
    expect(level(await soundAt(media.lateSound, 1))).toBe(0);
  });

  it('names what is missing or wrong', async () => {
    await expect(soundAt(media.noSound, 1)).rejects.toMatchObject({ code: 'no-sound' });
    await expect(soundAt(media.coded, -1)).rejects.toMatchObject({ field: 'centreSeconds' });
    await expect(soundAt(media.coded, 1, 1e6)).rejects.toMatchObject({ field: 'lengthSeconds' });
  });
});

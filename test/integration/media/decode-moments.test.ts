import { describe, expect, it } from 'vitest';
import {
  type DecodedMoment,
  type DecodeMomentsOptions,
  decodeMoments,
} from '../../../src-main/media/index.ts';
import { tools } from '../../fixtures/clips.ts';
import { hardNames, hardPath, isMade, media, variableTimes } from '../../fixtures/fixtures.ts';
import { codedNumber, colourAt, level, onsets, probed, quadrant } from './reading.ts';

const decode = async (
  file: string,
  options: Partial<DecodeMomentsOptions> = {},
): Promise<DecodedMoment[]> => {
  const { path, probe } = await probed(file);
  const moments: DecodedMoment[] = [];
  for await (const moment of decodeMoments(await tools(), path, probe, { ratePerSecond: 1, ...options })) {
    moments.push(moment);
  }
  return moments;
};
const numbers = (moments: readonly DecodedMoment[]) =>
  moments.map(({ frame }) => (frame === null ? null : codedNumber(frame)));

/** Whether the frames are those of their times, each close to its grid time; null where there is to be none. */
const expectCoded = (
  moments: readonly DecodedMoment[],
  grid: readonly (number | null)[],
  lateSeconds = 0,
) => {
  expect(moments).toHaveLength(grid.length);
  for (const [index, { atSeconds, frame }] of moments.entries()) {
    const wanted = grid[index]!;
    if (wanted === null) {
      expect(frame).toBeNull();
      continue;
    }
    // One coarse step holds 25 frames: of those near the grid time, one that others build on is taken.
    expect(Math.abs(atSeconds - wanted)).toBeLessThan(0.13);
    expect(codedNumber(frame!)).toBe(Math.round((atSeconds - lateSeconds) * 25));
  }
};
const halves = (count: number) => Array.from({ length: count }, (_, k) => k + 0.5);

describe('decodeMoments', () => {
  it('gives frames with their own presentation times, and the second of sound around each', async () => {
    const moments = await decode(media.coded);
    expectCoded(moments, halves(6));
    moments.forEach(({ atSeconds, sound, frame }, second) => {
      expect(frame).toHaveLength(224 * 224 * 3);
      expect(sound).toHaveLength(48_000);
      // A click at each whole second: those within the window, as far from its start as they are late.
      const expected = [second, second + 1]
        .map((click) => click - (atSeconds - 0.5))
        .filter((at) => at < 0.97);
      const heard = onsets(sound!);
      for (const [index, at] of expected.filter((at) => at >= 0).entries()) {
        expect(heard[index]).toBeCloseTo(at, 2);
      }
    });
  });

  it('takes the very nearest frame where only few go to a step', async () => {
    const moments = await decode(media.coded, { ratePerSecond: 4 });
    expect(numbers(moments).slice(0, 5)).toEqual([12, 19, 25, 31, 37]);
    for (const { atSeconds, frame } of moments) expect(atSeconds * 25).toBeCloseTo(codedNumber(frame!), 3);
  });

  it('gives every frame at the rate of the file', async () => {
    const moments = await decode(media.coded, {
      ratePerSecond: 25,
      fromSeconds: 0.49,
      toSeconds: 5,
      frameSize: 64,
    });
    expect(moments.map(({ frame }) => codedNumber(frame!, 64))).toEqual(
      Array.from({ length: moments.length }, (_, k) => k + 12),
    );
    for (const { atSeconds, frame } of moments) {
      expect(atSeconds * 25).toBeCloseTo(codedNumber(frame!, 64), 3);
    }
  });

  it('gives the same moments of a span as of the whole', async () => {
    const whole = await decode(media.coded);
    const span = await decode(media.coded, { fromSeconds: 3.5, toSeconds: 4.6 });
    expect(span.map(({ atSeconds }) => atSeconds)).toEqual(
      whole.slice(3, 5).map(({ atSeconds }) => atSeconds),
    );
    span.forEach((moment, index) => {
      expect(Buffer.compare(moment.frame!, whole[index + 3]!.frame!)).toBe(0);
      const difference = moment.sound!.map((sample, n) => sample - whole[index + 3]!.sound![n]!);
      expect(level(difference)).toBeLessThan(1e-4);
    });
  });

  it.each(['variableRate', 'falseRate'] as const)(
    'gives the frame shown, at its real time, in %s',
    async (name) => {
      // The clock of these files begins with the sound's first packet, 23 ms before its first sample.
      const offset = 0.023;
      const moments = await decode(media[name]);
      const times = [...variableTimes, 99].map((time) => time + offset);
      expect(moments).toHaveLength(9);
      let real = 0;
      for (const { atSeconds, frame } of moments) {
        const number = codedNumber(frame!);
        expect(atSeconds).toBeGreaterThan(times[number]! - 0.001);
        expect(atSeconds).toBeLessThan(times[number + 1]!);
        if (Math.abs(atSeconds - times[number]!) < 0.001) real += 1;
      }
      // The last frame begins at 8.385 s; up to there, every step of the grid holds frames of its own.
      expect(real).toBe(9);
    },
  );

  it('takes slides for frames held', async () => {
    const moments = await decode(media.slides);
    expect(numbers(moments)).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3]);
    expect(moments.every(({ sound }) => level(sound!) > 0.05)).toBe(true);
  });

  it('turns the picture upright before it crops', async () => {
    const [{ frame }] = (await decode(media.rotated)) as [DecodedMoment];
    expect(quadrant(frame!, 0, 0)).toBe('red');
    expect(quadrant(frame!, 0, 1)).toBe('green');
    expect(quadrant(frame!, 1, 0)).toBe('blue');
    expect(quadrant(frame!, 1, 1)).toBe('white');
  });

  it('turns a picture that is upside down', async () => {
    const [{ frame }] = (await decode(media.upsideDown)) as [DecodedMoment];
    expect(quadrant(frame!, 0, 0)).toBe('blue');
    expect(quadrant(frame!, 1, 1)).toBe('green');
  });

  it('crops the square that is seen, not the one that is stored', async () => {
    const [{ frame }] = (await decode(media.anamorphic)) as [DecodedMoment];
    // Shown 2:1, the middle square holds the two middle stripes; of the stored square it would hold all four.
    expect(colourAt(frame!, 0.5, 0.06)).toBe('red');
    expect(colourAt(frame!, 0.5, 0.44)).toBe('red');
    expect(colourAt(frame!, 0.5, 0.56)).toBe('blue');
    expect(colourAt(frame!, 0.5, 0.94)).toBe('blue');
  });

  it('gives only sound of a file without picture, at the grid times', async () => {
    const moments = await decode(media.noPicture);
    expect(moments.map(({ atSeconds, frame }) => [atSeconds, frame])).toEqual([
      [0.5, null],
      [1.5, null],
      [2.5, null],
    ]);
    expect(onsets(moments[1]!.sound!)[0]).toBeCloseTo(0, 2);
  });

  it('gives only frames of a file without sound', async () => {
    const moments = await decode(media.noSound);
    expectCoded(moments, halves(2));
    expect(moments.every(({ sound }) => sound === null)).toBe(true);
  });

  it('takes cover art for no picture', async () => {
    const moments = await decode(media.coverArt);
    expect(moments.length).toBeGreaterThanOrEqual(1);
    expect(moments.every(({ frame, sound }) => frame === null && sound !== null)).toBe(true);
  });

  it('keeps sound that begins late in its place, and says that there is none before', async () => {
    const moments = await decode(media.lateSound);
    expect(moments[0]!.sound).toBeNull();
    const [heard] = onsets(moments[2]!.sound!);
    const clickAt = moments[2]!.atSeconds - 0.5 + heard!;
    expect(clickAt).toBeCloseTo(Math.round(clickAt), 2);
    expectCoded(moments, halves(6));
  });

  it('keeps a picture that begins late in its place', async () => {
    const moments = await decode(media.latePicture);
    // Matroska's clock begins with the sound's first packet, 23 ms before its first sample.
    expectCoded(moments, [null, null, 2.5, 3.5, 4.5, 5.5], 2.023);
    const [heard] = onsets(moments[3]!.sound!);
    expect((moments[3]!.atSeconds - 0.5 + heard!) % 1).toBeCloseTo(0.023, 2);
  });

  it('gives one moment of a video shorter than a second', async () => {
    const moments = await decode(media.short);
    expect(moments).toHaveLength(1);
    expect(moments[0]!.sound!.slice(0, 9_000).every((sample) => sample === 0)).toBe(true);
    expect(level(moments[0]!.sound!)).toBeGreaterThan(0.02);
  });

  it('gives what a file that was cut off still holds', async () => {
    const moments = await decode(media.truncated);
    expect(moments.length).toBeGreaterThanOrEqual(2);
    expect(moments.length).toBeLessThan(6);
    expectCoded(moments, halves(moments.length));
  });

  it.each(['mpeg2', 'transportStream', 'vp9Opus', 'hevc'] as const)('decodes %s', async (name) => {
    if (!isMade(media[name])) return;
    const moments = await decode(media[name]);
    expect(moments.length).toBeGreaterThanOrEqual(2);
    for (const { atSeconds, frame } of moments) {
      // ffmpeg shows the pictures of an AVI one frame late, having no presentation times to go by.
      const late = name === 'mpeg2' ? 1 : 0;
      expect(codedNumber(frame!) + late).toBe(Math.round(atSeconds * 25));
    }
    expect(onsets(moments[1]!.sound!).length).toBeGreaterThan(0);
  });

  it('averages the channels alike, whatever codec they come from', async () => {
    // A sine of amplitude 0.5 on one of two channels: 0.25 in the average.
    for (const file of [media.leftOnlyWav, media.leftOnlyAac]) {
      const moments = await decode(file);
      expect(level(moments[0]!.sound!)).toBeCloseTo(0.25 / Math.SQRT2, 2);
    }
  });

  it('decodes one of the two only, when asked', async () => {
    expect((await decode(media.coded, { parts: 'frames' })).every(({ sound }) => sound === null)).toBe(true);
    expect((await decode(media.coded, { parts: 'sound' })).every(({ frame }) => frame === null)).toBe(true);
    await expect(decode(media.noSound, { parts: 'sound' })).rejects.toMatchObject({ code: 'no-sound' });
    await expect(decode(media.noPicture, { parts: 'frames' })).rejects.toMatchObject({ code: 'no-picture' });
  });

  it('decodes any file name', async () => {
    for (const name of hardNames) {
      expectCoded(await decode(hardPath(name), { toSeconds: 2 }), halves(2));
    }
  });

  it('names the field of bad input', async () => {
    await expect(decode(media.coded, { ratePerSecond: 0 })).rejects.toMatchObject({ field: 'ratePerSecond' });
    await expect(decode(media.coded, { frameSize: 0.5 })).rejects.toMatchObject({ field: 'frameSize' });
  });
});

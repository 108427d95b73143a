import { describe, expect, test } from 'vitest';
import { pairSampler, splitByVideo, type TrainingClip } from '../../../src-main/training/index.ts';

const FPS = 25;

/** Clips of different videos, 10 s each, with a usable moment every 0.4 s of the frame grid. */
function clips(count: number): readonly TrainingClip[] {
  return Array.from({ length: count }, (_, index) => ({
    video: `video-${index}`,
    startSeconds: 0,
    durationSeconds: 10,
    framesPerSecond: FPS,
    moments: Array.from({ length: 22 }, (_, moment) => ({ atSeconds: 0.52 + moment * 0.4, usable: true })),
  }));
}

const everyClip = (set: readonly TrainingClip[]) => set.map((_, index) => index);

/** Where in its frame a sound's centre lies, 0…1: on the grid when near 0 or 1. */
function phase(seconds: number): number {
  const frames = seconds * FPS;
  return frames - Math.floor(frames);
}

/** Kolmogorov–Smirnov statistic of two samples. */
function kolmogorovSmirnov(a: readonly number[], b: readonly number[]): number {
  const below = (sample: readonly number[], x: number) =>
    sample.filter((value) => value <= x).length / sample.length;
  return Math.max(...[...a, ...b].map((x) => Math.abs(below(a, x) - below(b, x))));
}

function centres(sampling: 'safe' | 'naive', label: 0 | 1, count = 1500): readonly number[] {
  const set = clips(12);
  const sampler = pairSampler(set, everyClip(set), { seed: 4, sampling, misalignmentSeconds: 1 });
  return Array.from({ length: count }, (_, index) => sampler.pair(index, label).sound.centreSeconds);
}

test('sound shifted away from a moment that sounds is not silent either, in matching and other pairs', () => {
  // It sounds around two moments; between them, within the shift of either, it does not.
  const set = clips(4).map((clip) => ({
    ...clip,
    moments: clip.moments.filter(({ atSeconds }) =>
      [3.32, 6.52].some((at) => Math.abs(at - atSeconds) < 0.01),
    ),
    silent: [
      [0, 2.9],
      [3.6, 6.1],
      [6.8, 10],
    ] as const,
  }));
  const sampler = pairSampler(set, everyClip(set), { seed: 2, sampling: 'safe', misalignmentSeconds: 1 });
  const pairs = Array.from({ length: 400 }, (_, index) => sampler.pair(index, (index % 2) as 0 | 1));
  const drawn = [...pairs, ...sampler.matchingPairs(1, 100, 2)].map(({ sound }) => sound.centreSeconds);
  for (const centre of drawn) {
    expect((centre > 2.9 && centre < 3.6) || (centre > 6.1 && centre < 6.8), String(centre)).toBe(true);
  }
  // Still shifted.
  expect(new Set(drawn.map((centre) => centre.toFixed(2))).size).toBeGreaterThan(20);
});

describe('shortcut prevention (Objects that Sound, §3.3)', () => {
  // Two samples of 1500 from one distribution differ by more than this in one case of a thousand.
  const critical = 1.95 * Math.sqrt(2 / 1500);

  test('safe positives and negatives have the same distribution of sound times', () => {
    expect(kolmogorovSmirnov(centres('safe', 1), centres('safe', 0))).toBeLessThan(critical);
  });

  test('safe sounds lie on the frame grid for both labels', () => {
    for (const label of [0, 1] as const) {
      for (const centre of centres('safe', label))
        expect(Math.min(phase(centre), 1 - phase(centre))).toBeLessThan(1e-6);
    }
  });

  test('matching and other pairs take pictures and sounds from every video equally often, long or short', () => {
    // One video has ten times the moments of the others: its sounds must not speak for a matching pair.
    const set = clips(6).map((clip, index) => ({ ...clip, moments: clip.moments.slice(0, index ? 2 : 22) }));
    const sampler = pairSampler(set, everyClip(set), { seed: 8, sampling: 'safe', misalignmentSeconds: 1 });
    const count = 3000;
    const share = (label: 0 | 1, half: 'frame' | 'sound', clip: number) =>
      Array.from({ length: count }, (_, index) => sampler.pair(index, label)[half].clip).filter(
        (drawn) => drawn === clip,
      ).length / count;
    for (const label of [0, 1] as const) {
      for (const half of ['frame', 'sound'] as const) {
        // Four standard deviations of a share of one sixth.
        for (const clip of [0, 1, 5]) expect(Math.abs(share(label, half, clip) - 1 / 6)).toBeLessThan(0.028);
      }
    }
  });

  test('naive negatives lie off the grid and so give themselves away', () => {
    const positives = centres('naive', 1)
      .map(phase)
      .map((value) => Math.min(value, 1 - value));
    const negatives = centres('naive', 0)
      .map(phase)
      .map((value) => Math.min(value, 1 - value));
    expect(kolmogorovSmirnov(positives, negatives)).toBeGreaterThan(0.5);
  });

  test('the shift of the sound reaches a second both ways, alike for both labels', () => {
    const set = clips(12);
    const sampler = pairSampler(set, everyClip(set), { seed: 9, sampling: 'safe', misalignmentSeconds: 1 });
    const shifts = Array.from({ length: 2000 }, (_, index) => {
      const { frame, sound } = sampler.pair(index, 1);
      return sound.centreSeconds - set[frame.clip]!.moments[frame.moment]!.atSeconds;
    });
    expect(Math.min(...shifts)).toBeCloseTo(-1, 5);
    expect(Math.max(...shifts)).toBeCloseTo(1, 5);
    expect(shifts.reduce((sum, value) => sum + value, 0) / shifts.length).toBeCloseTo(0, 1);
  });
});

describe('the sampler', () => {
  test('takes positives from one video at one time and negatives from two videos', () => {
    const set = clips(6);
    const sampler = pairSampler(set, everyClip(set), { seed: 1, sampling: 'safe', misalignmentSeconds: 0 });
    for (let index = 0; index < 200; index++) {
      const positive = sampler.pair(index, 1);
      expect(positive.sound.clip).toBe(positive.frame.clip);
      expect(positive.sound.centreSeconds).toBe(
        set[positive.frame.clip]!.moments[positive.frame.moment]!.atSeconds,
      );
      const negative = sampler.pair(index, 0);
      expect(set[negative.sound.clip]!.video).not.toBe(set[negative.frame.clip]!.video);
    }
  });

  test('moves the second of sound into the clip where a moment lies too near its ends', () => {
    // A stretch cut out of a long video: its first and last moments are nearer than half a second to its ends.
    const set = clips(2).map((clip) => ({
      ...clip,
      startSeconds: 20,
      moments: [20.04, 29.96].map((atSeconds) => ({ atSeconds, usable: true })),
    }));
    const sampler = pairSampler(set, everyClip(set), { seed: 1, sampling: 'safe', misalignmentSeconds: 1 });
    for (let index = 0; index < 200; index++) {
      const { centreSeconds } = sampler.pair(index, (index % 2) as 0 | 1).sound;
      expect(centreSeconds).toBeGreaterThanOrEqual(20.5 - 1e-9);
      expect(centreSeconds).toBeLessThanOrEqual(29.5 + 1e-9);
      expect(Math.min(phase(centreSeconds), 1 - phase(centreSeconds))).toBeLessThan(1e-6);
    }
  });

  test('draws the same pair for the same index and seed, whatever was drawn before', () => {
    const set = clips(6);
    const options = { seed: 5, sampling: 'safe', misalignmentSeconds: 1 } as const;
    const first = pairSampler(set, everyClip(set), options);
    const second = pairSampler(set, everyClip(set), options);
    for (let index = 0; index < 50; index++) first.pair(index, 0);
    expect(first.pair(77, 1)).toEqual(second.pair(77, 1));
    expect(pairSampler(set, everyClip(set), { ...options, seed: 6 }).pair(77, 1)).not.toEqual(
      second.pair(77, 1),
    );
  });

  test('fills a contrastive batch with different videos, some moments of each side by side', () => {
    const set = clips(8);
    const sampler = pairSampler(set, everyClip(set), { seed: 2, sampling: 'safe', misalignmentSeconds: 1 });
    const pairs = sampler.matchingPairs(0, 16, 2);
    expect(pairs).toHaveLength(16);
    expect(new Set(pairs.map(({ frame }) => frame.clip)).size).toBe(8);
    for (let i = 0; i < 16; i += 2) expect(pairs[i]!.frame.clip).toBe(pairs[i + 1]!.frame.clip);
  });

  test('never draws a moment of silence or black', () => {
    const set = clips(3).map((clip) => ({
      ...clip,
      moments: clip.moments.map((moment, index) => ({ ...moment, usable: index % 2 === 0 })),
    }));
    const sampler = pairSampler(set, everyClip(set), { seed: 3, sampling: 'safe', misalignmentSeconds: 1 });
    for (let index = 0; index < 300; index++) expect(sampler.pair(index, 1).frame.moment % 2).toBe(0);
  });

  test('says what is missing when there is only one video', () => {
    const set = clips(1);
    expect(() => pairSampler(set, [0], { seed: 1, sampling: 'safe', misalignmentSeconds: 1 })).toThrow(
      /two videos/,
    );
  });
});

test('the split keeps all clips of a video on one side, and a video on its side when others come', () => {
  const set = clips(200).flatMap((clip) => [clip, { ...clip, startSeconds: 10 }]);
  const { learning, validation } = splitByVideo(set, 0.2);
  expect(learning.length + validation.length).toBe(400);
  expect(validation.length / 400).toBeGreaterThan(0.1);
  expect(validation.length / 400).toBeLessThan(0.3);
  const held = new Set(validation.map((index) => set[index]!.video));
  expect(learning.some((index) => held.has(set[index]!.video))).toBe(false);
  const fewer = set.slice(0, 100);
  const again = splitByVideo(fewer, 0.2);
  expect(again.validation.every((index) => held.has(fewer[index]!.video))).toBe(true);
});

describe('a split of few videos', () => {
  const share = 0.01;

  test('holds out two, so that there are pairs of two videos to validate on', () => {
    const set = clips(5).flatMap((clip) => [clip, { ...clip, startSeconds: 10 }]);
    const { learning, validation } = splitByVideo(set, share);
    expect(new Set(validation.map((index) => set[index]!.video)).size).toBe(2);
    expect(new Set(learning.map((index) => set[index]!.video)).size).toBe(3);
  });

  test('leaves two to learn from: of three videos or fewer nothing is held out', () => {
    for (let round = 0; round < 20; round++) {
      const named = (count: number) =>
        clips(count).map((clip) => ({ ...clip, video: `${round} ${clip.video}` }));
      for (const count of [2, 3]) {
        expect(splitByVideo(named(count), 0.5)).toEqual({
          learning: everyClip(named(count)),
          validation: [],
        });
      }
      expect(splitByVideo(named(5), 0.5).learning.length).toBeGreaterThanOrEqual(2);
      expect(splitByVideo(named(8), 0).validation).toEqual([]);
    }
  });

  test('counts only videos with something to learn from', () => {
    const silent = (clip: TrainingClip) => ({
      ...clip,
      moments: clip.moments.map((moment) => ({ ...moment, usable: false })),
    });
    for (let seed = 0; seed < 20; seed++) {
      const set = clips(12).map((clip, index) => {
        const named = { ...clip, video: `${seed} ${clip.video}` };
        return index < 4 ? named : silent(named);
      });
      const { learning, validation } = splitByVideo(set, share);
      for (const side of [learning, validation]) {
        expect(side.filter((index) => index < 4)).toHaveLength(2);
      }
    }
  });
});

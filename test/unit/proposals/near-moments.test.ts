import { describe, expect, it } from 'vitest';
import { nearestMoments } from '../../../src-main/services/proposals/near-moments.ts';

/** A unit vector at an angle, in degrees. */
const at = (degrees: number) => [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
const vectors = (...degrees: number[]) => Float32Array.from(degrees.flatMap(at));
const times = (count: number) => Float64Array.from({ length: count }, (_, index) => index);

describe('the moments nearest to an example', () => {
  it('are the nearest of all videos, however many are shown', () => {
    const nearest = nearestMoments(vectors(0), 2, { most: 3, farthest: 2 });
    for (let video = 1; video <= 50; video++)
      nearest.show(video, times(4), vectors(video, video + 90, 180, 270));
    expect(nearest.all.map(({ videoId }) => videoId).sort()).toEqual([1, 2, 3]);
    expect(nearest.all[0]!.distance).toBeCloseTo(2 * Math.sin(Math.PI / 360), 5);
  });

  it('lie no farther than was asked for', () => {
    const nearest = nearestMoments(vectors(0), 2, { most: 10, farthest: 1 });
    nearest.show(1, times(3), vectors(0, 59, 61));
    expect(nearest.all.map((moment) => moment.at)).toEqual([0, 1]);
  });

  it('count once when they are near to several examples, by the smaller distance', () => {
    const nearest = nearestMoments(vectors(0, 10), 2, { most: 10, farthest: 1 });
    nearest.show(1, times(1), vectors(10));
    expect(nearest.all).toHaveLength(1);
    expect(nearest.all[0]!.distance).toBeCloseTo(0, 3);
  });
});

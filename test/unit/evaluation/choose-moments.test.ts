import { describe, expect, it } from 'vitest';
import type { VideoLabels } from '../../../src-main/evaluation/index.ts';
import { chooseLearntMoments, chooseMoments } from '../../../src-main/services/evaluation/choose-moments.ts';

const entry = (change: Partial<VideoLabels> = {}): VideoLabels => ({
  video: 'a.mp4',
  named: 'path',
  labels: ['Banjo'],
  boxes: [],
  segments: [],
  objects: [],
  ...change,
});
const box = (at: number | null) => ({ at, label: 'Banjo', xyxy: [0, 0, 1, 1] as const });
const span = (from: number, to: number, kind: 'object' | 'silence' | 'absent') => ({
  from,
  to,
  kind,
  label: null,
});

describe('choosing the moments of a video', () => {
  it('takes one random moment for retrieval: the same for the same seed and video', () => {
    const moments = chooseMoments(entry(), 10, 1);
    expect(moments).toHaveLength(1);
    expect(moments[0]?.purposes).toEqual(['retrieval']);
    expect(chooseMoments(entry(), 10, 1)).toEqual(moments);
    const times = new Set(
      Array.from({ length: 40 }, (_, k) => chooseMoments(entry({ video: `${k}.mp4` }), 10, 1)[0]?.at),
    );
    expect(times.size).toBeGreaterThan(5);
  });

  it('takes up to three times with boxes, those on the grid before others', () => {
    const boxes = [0.5, 0.7, 1.5, 2.5, 3.3, 4.5, 40].map(box);
    for (let seed = 0; seed < 10; seed++) {
      const boxed = chooseMoments(entry({ boxes }), 10, seed).filter(({ purposes }) =>
        purposes.includes('boxed'),
      );
      expect(boxed).toHaveLength(3);
      for (const { at } of boxed) expect([0.5, 1.5, 2.5, 4.5]).toContain(at);
    }
  });

  it('takes the middle of the video for boxes without a time', () => {
    const moments = chooseMoments(entry({ boxes: [box(null)] }), 9.4, 1);
    expect(moments.find(({ purposes }) => purposes.includes('boxed'))?.at).toBe(4.7);
  });

  it('keeps a moment’s second within one labelled segment, past the ringing of the one before', () => {
    const segments = [span(0, 3.2, 'object'), span(3.2, 6, 'silence'), span(6, 10, 'absent')];
    const boxes = [0.5, 1.5, 2.5, 3].map(box);
    for (let seed = 0; seed < 20; seed++) {
      for (const { at, purposes } of chooseMoments(entry({ segments, boxes }), 10, seed)) {
        if (purposes.includes('retrieval') || purposes.includes('boxed')) expect(at).toBeLessThanOrEqual(2.7);
        if (purposes.includes('silence')) expect(at).toBe(5.5);
        if (purposes.includes('unseen')) expect([7.5, 8.5, 9.5]).toContain(at);
      }
    }
  });

  it('finds nothing to retrieve in a video in which nothing sounds', () => {
    const segments = [span(0, 10, 'silence')];
    expect(chooseMoments(entry({ segments }), 10, 1).map(({ purposes }) => purposes)).toEqual([['silence']]);
  });

  it('takes four moments to learn an alignment from', () => {
    const moments = chooseLearntMoments(entry(), 10, 1);
    expect(new Set(moments.map(({ at }) => at)).size).toBe(4);
    expect(chooseLearntMoments(entry(), 2, 1)).toHaveLength(2);
  });
});

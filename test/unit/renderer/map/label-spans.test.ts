import { describe, expect, it } from 'vitest';
import { spansOf } from '../../../../src-renderer/views/map/label-spans.ts';

describe('the stretches that moments stand for', () => {
  it('join moments a second apart give or take a frame, frame and sound of one moment, and never two videos', () => {
    const moments = [
      { video: 2, at: 0.25 },
      { video: 1, at: 2.5 },
      { video: 1, at: 1.46 },
      { video: 1, at: 1.46 },
      { video: 1, at: 7.5 },
    ];
    expect(spansOf(moments)).toEqual([
      { video: 1, fromSeconds: 0.96, toSeconds: 3 },
      { video: 1, fromSeconds: 7, toSeconds: 8 },
      { video: 2, fromSeconds: 0, toSeconds: 0.75 },
    ]);
  });
});

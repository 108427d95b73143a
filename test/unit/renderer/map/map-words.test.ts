import { describe, expect, it } from 'vitest';
import { mapEnglish } from '../../../../src-renderer/text/map.ts';

describe('the words under the map', () => {
  it('say how many points UMAP laid out where it did not lay out all', () => {
    expect(mapEnglish.fitted(4000, 10_000)).toMatch(/UMAP laid out 4.000 points.* 6.000 /);
    expect(mapEnglish.fitted(300, 300)).not.toContain('UMAP');
  });
});

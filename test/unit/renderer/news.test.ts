import { describe, expect, it } from 'vitest';
import { pagesInSight } from '../../../src-renderer/logic/grid-layout.ts';
import { withToldMeanwhile } from '../../../src-renderer/logic/told-meanwhile.ts';

const job = (id: string, state: string) => ({ id, state });

describe('a list that was on its way while news came', () => {
  it('keeps the news, which may be newer than the list', () => {
    const told = new Map([['a', job('a', 'done')]]);
    expect(withToldMeanwhile([job('a', 'running'), job('b', 'queued')], told)).toEqual([
      job('a', 'done'),
      job('b', 'queued'),
    ]);
  });

  it('gets what began after it was made', () => {
    const told = new Map([['c', job('c', 'running')]]);
    expect(withToldMeanwhile([], told)).toEqual([job('c', 'running')]);
  });
});

describe('the pages of a long list', () => {
  it('are those that hold what is in sight', () => {
    expect(pagesInSight({ from: 0, to: 100 }, 100)).toEqual([0, 1]);
    expect(pagesInSight({ from: 250, to: 260 }, 100)).toEqual([2]);
  });

  it('are never none, even where the list shrank to nothing below what was in sight', () => {
    expect(pagesInSight({ from: 0, to: -1 }, 100)).toEqual([0]);
    expect(pagesInSight({ from: 400, to: 5 }, 100)).toEqual([0]);
  });
});

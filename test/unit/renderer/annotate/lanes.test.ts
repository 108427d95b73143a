import { describe, expect, it } from 'vitest';
import type { Annotation } from '../../../../src-main/contract/annotation-values.ts';
import { freeHotkey } from '../../../../src-main/contract/label-hotkeys.ts';
import { inTimeOrder, layOutLanes } from '../../../../src-renderer/annotate/logic/lanes.ts';

const annotation = (id: number, labelId: number | null, from: number, to: number): Annotation => ({
  id,
  videoId: 1,
  labelId,
  span: { fromSeconds: from, toSeconds: to },
  boxes: [],
  lowHz: null,
  highHz: null,
  note: '',
  status: 'accepted',
  proposal: null,
  track: null,
  author: 'me',
  createdAt: '',
  modifiedBy: 'me',
  modifiedAt: '',
  version: 1,
});

describe('the lanes of the timeline', () => {
  it('are one a label in the order given, others after them, what has no label last', () => {
    const lanes = layOutLanes(
      [annotation(1, null, 0, 1), annotation(2, 9, 0, 1), annotation(3, 5, 0, 1)],
      [5, 4],
      10,
    );
    expect(lanes.map((lane) => lane.labelId)).toEqual([5, 4, 9, null]);
    expect(lanes[1]!.placed).toEqual([]);
  });

  it('put spans that overlap below each other, and those that touch side by side', () => {
    const [lane] = layOutLanes(
      [annotation(1, 1, 0, 4), annotation(2, 1, 3, 6), annotation(3, 1, 4, 5), annotation(4, 1, 6, 7)],
      [],
      10,
    );
    expect(lane!.rows).toBe(2);
    expect(lane!.placed.map((placed) => [placed.annotation.id, placed.row])).toEqual([
      [1, 0],
      [2, 1],
      [3, 0],
      [4, 0],
    ]);
  });

  it('show what is about the whole video over all of it', () => {
    const [lane] = layOutLanes([{ ...annotation(1, 1, 0, 0), span: null }], [], 10);
    expect(lane!.placed[0]).toMatchObject({ fromSeconds: 0, toSeconds: 10 });
  });

  it('are gone through by time', () => {
    const order = inTimeOrder([annotation(1, 1, 5, 6), annotation(2, 2, 1, 2), annotation(3, 1, 1, 9)]);
    expect(order.map(({ id }) => id)).toEqual([2, 3, 1]);
  });
});

describe('keys of labels', () => {
  it('are the first of 1 to 9 that is free, then none', () => {
    const taken = (...keys: string[]) => keys.map((hotkey) => ({ hotkey }));
    expect(freeHotkey([])).toBe('1');
    expect(freeHotkey(taken('1', '3'))).toBe('2');
    expect(freeHotkey(taken(...'123456789'))).toBeNull();
  });
});

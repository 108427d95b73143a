import { describe, expect, it } from 'vitest';
import { boxAt, type KeyBox } from '../../../src-main/contract/boxes.ts';
import { nextColour } from '../../../src-main/services/annotations/label-colours.ts';
import { cutPlace, mergePlaces, splitPlace } from '../../../src-main/services/annotations/span-edits.ts';
import { gapsOf, nextGap } from '../../../src-main/services/annotations/unlabelled.ts';
import type { Annotation } from '../../../src-main/store/index.ts';

const key = (atSeconds: number, x0 = 0): KeyBox => ({ atSeconds, x0, y0: 0, x1: x0 + 0.25, y1: 1 });
const span = (fromSeconds: number, toSeconds: number) => ({ fromSeconds, toSeconds });

describe('splitting', () => {
  it('cuts a span in two that touch', () => {
    expect(splitPlace({ span: span(1, 3), boxes: [] }, 1.75)).toEqual({
      first: { span: span(1, 1.75), boxes: [] },
      second: { span: span(1.75, 3), boxes: [] },
    });
  });

  it('cuts a moving box where it is then, so that every time shows the same box as before', () => {
    const whole = { span: span(0, 10), boxes: [key(2, 0), key(6, 0.4), key(8, 0.5)] };
    const { first, second } = splitPlace(whole, 4);
    expect(first.boxes).toEqual([key(2, 0), key(4, 0.2)]);
    expect(second.boxes).toEqual([key(4, 0.2), key(6, 0.4), key(8, 0.5)]);
    for (const at of [0, 1, 2, 3.3, 4]) expect(boxAt(first, at)?.x0).toBeCloseTo(boxAt(whole, at)!.x0, 9);
    for (const at of [4, 5.1, 7, 9, 10]) expect(boxAt(second, at)?.x0).toBeCloseTo(boxAt(whole, at)!.x0, 9);
  });

  it('leaves a still box with both halves', () => {
    const { first, second } = splitPlace({ span: span(0, 4), boxes: [key(1)] }, 3);
    expect(first.boxes).toEqual([key(1)]);
    expect(second.boxes).toEqual([key(3)]);
  });

  it('keeps a track without a span without one', () => {
    const { first, second } = splitPlace({ span: null, boxes: [key(0), key(4)] }, 1);
    expect([first.span, second.span]).toEqual([null, null]);
    expect(second.boxes.map((box) => box.atSeconds)).toEqual([1, 4]);
  });

  it.each([1, 3, 0, 4, Number.NaN])('refuses a time that is not inside: %s', (at) => {
    expect(() => splitPlace({ span: span(1, 3), boxes: [] }, at)).toThrow(
      expect.objectContaining({ code: 'invalid-input', field: 'atSeconds' }),
    );
  });

  it('refuses what has no extent', () => {
    expect(() => splitPlace({ span: null, boxes: [] }, 1)).toThrow(/nothing to split/);
  });
});

it('trims away the key boxes outside and cuts the track at the new ends', () => {
  const trimmed = cutPlace({ span: span(0, 10), boxes: [key(0, 0), key(10, 0.5)] }, 2, 4);
  expect(trimmed).toEqual({ span: span(2, 4), boxes: [key(2, 0.1), key(4, 0.2)] });
});

describe('merging', () => {
  const annotation = (change: Partial<Annotation>): Annotation => ({
    id: 1,
    videoId: 1,
    labelId: 1,
    span: null,
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
    ...change,
  });

  it('covers all, keeps all notes once, and is as sure as the least sure', () => {
    const merged = mergePlaces([
      annotation({
        span: span(1, 2),
        boxes: [key(1, 0.1)],
        note: 'a',
        lowHz: 100,
        highHz: 200,
        status: 'checked',
      }),
      annotation({ span: span(4, 5), boxes: [key(1, 0.7), key(4)], note: 'b', lowHz: 50, highHz: null }),
      annotation({ span: null, note: 'a', lowHz: 75, highHz: 300, status: 'unsure' }),
    ]);
    expect(merged).toEqual({
      span: span(1, 5),
      boxes: [key(1, 0.1), key(4)],
      lowHz: 50,
      highHz: null,
      note: 'a\nb',
      status: 'unsure',
    });
    expect(mergePlaces([annotation({ status: 'checked' }), annotation({ status: 'checked' })]).status).toBe(
      'checked',
    );
    expect(mergePlaces([annotation({ status: 'checked' }), annotation({ status: 'proposed' })]).status).toBe(
      'accepted',
    );
  });

  it.each([{ videoId: 2 }, { labelId: 2 }, { labelId: null }])('refuses to mix: %j', (other) => {
    expect(() => mergePlaces([annotation({}), annotation(other)])).toThrow(
      expect.objectContaining({ code: 'invalid-input', field: 'items' }),
    );
  });
});

describe('what is not labelled', () => {
  const gaps = gapsOf(
    [
      { span: span(1, 3), boxes: [] },
      { span: span(2, 2.5), boxes: [] },
      { span: span(3.01, 4), boxes: [] },
      { span: null, boxes: [key(6), key(7)] },
      { span: null, boxes: [] },
    ],
    10,
  );

  it('is what no span or track covers, seams left out', () => {
    expect(gaps).toEqual([span(0, 1), span(4, 6), span(7, 10)]);
    expect(gapsOf([], 5)).toEqual([span(0, 5)]);
    expect(gapsOf([{ span: span(0, 5), boxes: [] }], 5)).toEqual([]);
  });

  it('is found going forth and back', () => {
    expect([0, 1.5, 4, 7].map((from) => nextGap(gaps, from, 'next'))).toEqual([4, 4, 7, null]);
    expect([9, 7, 4.5, 0].map((from) => nextGap(gaps, from, 'previous'))).toEqual([7, 4, 4, null]);
  });
});

it('gives labels colours of the palette, the least used first', () => {
  const used: string[] = [];
  for (let label = 0; label < 30; label++) used.push(nextColour(used));
  expect(new Set(used.slice(0, 15)).size).toBe(15);
  expect(used.slice(15)).toEqual(used.slice(0, 15));
  expect(nextColour(['#123456'])).toBe(used[0]);
});

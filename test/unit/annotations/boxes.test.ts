import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boxAt, extentOf, type KeyBox } from '../../../src-main/contract/boxes.ts';

function key(atSeconds: number, left = 0, size = 0.5): KeyBox {
  return { atSeconds, x0: left, y0: 0.25, x1: left + size, y1: 0.75 };
}

describe('the box at a time', () => {
  const moving = { span: null, boxes: [key(1, 0), key(3, 0.4), key(4, 0.4)] };

  it('is the key box at a key time', () => {
    for (const box of moving.boxes) expect(boxAt(moving, box.atSeconds)).toEqual(box);
  });

  it('lies linearly between two key times', () => {
    expect(boxAt(moving, 1.5)).toEqual({ atSeconds: 1.5, x0: 0.1, y0: 0.25, x1: 0.6, y1: 0.75 });
    expect(boxAt(moving, 3.9)).toMatchObject({ x0: 0.4, x1: 0.9 });
  });

  it('is none outside the key times when there is no span', () => {
    expect(boxAt(moving, 0.999)).toBeNull();
    expect(boxAt(moving, 4.001)).toBeNull();
  });

  it('stands still for as long as the span lasts', () => {
    const held = { ...moving, span: { fromSeconds: 0, toSeconds: 10 } };
    expect(boxAt(held, 0)).toEqual({ ...key(1, 0), atSeconds: 0 });
    expect(boxAt(held, 10)).toEqual({ ...key(4, 0.4), atSeconds: 10 });
    expect(boxAt(held, 10.1)).toBeNull();
  });

  it('is there beyond a span that is shorter than the track', () => {
    expect(boxAt({ ...moving, span: { fromSeconds: 2, toSeconds: 2.5 } }, 3.5)).not.toBeNull();
  });

  it('is found by the frame that shows a single key time', () => {
    const single = { span: null, boxes: [key(2)] };
    expect(boxAt(single, 2.01)).toBeNull();
    expect(boxAt(single, 2.01, 0.02)).toEqual({ ...key(2), atSeconds: 2.01 });
    expect(boxAt(single, 1.99, 0.02)).not.toBeNull();
    expect(boxAt(single, 2.03, 0.02)).toBeNull();
  });

  it('is none without key boxes', () => {
    expect(boxAt({ span: { fromSeconds: 0, toSeconds: 1 }, boxes: [] }, 0.5)).toBeNull();
  });

  it('never leaves the bounds of the two key boxes around it', () => {
    const tracks = fc
      .uniqueArray(
        fc.record({
          atSeconds: fc.double({ min: 0, max: 100, noNaN: true }),
          x: fc.double({ min: 0, max: 1, noNaN: true }),
        }),
        {
          minLength: 2,
          selector: (point) => point.atSeconds,
        },
      )
      .map((points) =>
        points
          .sort((a, b) => a.atSeconds - b.atSeconds)
          .map(({ atSeconds, x }): KeyBox => ({ atSeconds, x0: x, y0: x, x1: x, y1: x })),
      );
    fc.assert(
      fc.property(tracks, fc.double({ min: 0, max: 1, noNaN: true }), (boxes, share) => {
        const first = boxes[0]!.atSeconds;
        const at = Math.min(first + share * (boxes.at(-1)!.atSeconds - first), boxes.at(-1)!.atSeconds);
        const box = boxAt({ span: null, boxes }, at)!;
        const after = boxes.findIndex((one) => one.atSeconds >= at);
        const around = [boxes[Math.max(after - 1, 0)]!.x0, boxes[after]!.x0];
        expect(box.x0).toBeGreaterThanOrEqual(Math.min(...around) - 1e-12);
        expect(box.x0).toBeLessThanOrEqual(Math.max(...around) + 1e-12);
      }),
      { seed: 1 },
    );
  });
});

it('covers span and boxes together, and nothing in particular without either', () => {
  expect(extentOf({ span: { fromSeconds: 2, toSeconds: 3 }, boxes: [key(1), key(2.5)] })).toEqual({
    fromSeconds: 1,
    toSeconds: 3,
  });
  expect(extentOf({ span: null, boxes: [key(1)] })).toEqual({ fromSeconds: 1, toSeconds: 1 });
  expect(extentOf({ span: null, boxes: [] })).toBeNull();
});

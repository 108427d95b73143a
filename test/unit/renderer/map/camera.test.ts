import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  fitCamera,
  pan,
  reveal,
  toCanvas,
  toPlane,
  zoomAt,
} from '../../../../src-renderer/views/map/camera.ts';

const size = { width: 800, height: 600 };
const extent = { left: -1, right: 1, bottom: -1, top: 1 };
const whole = fitCamera(extent, size);
const share = fc.double({ min: 0, max: 1, noNaN: true });

describe('the camera', () => {
  it('shows the whole map with room around it', () => {
    for (const corner of [
      { x: -1, y: -1 },
      { x: 1, y: 1 },
    ]) {
      const { x, y } = toCanvas(whole, size, corner);
      expect(x).toBeGreaterThan(0);
      expect(x).toBeLessThan(size.width);
      expect(y).toBeGreaterThan(20);
      expect(y).toBeLessThan(size.height - 20);
    }
    expect(toCanvas(whole, size, { x: 0, y: 1 }).y).toBeLessThan(toCanvas(whole, size, { x: 0, y: -1 }).y);
  });

  it('finds the place under a pixel again', () => {
    fc.assert(
      fc.property(share, share, (right, down) => {
        const pixel = { x: right * size.width, y: down * size.height };
        const again = toCanvas(whole, size, toPlane(whole, size, pixel));
        expect(again.x).toBeCloseTo(pixel.x, 6);
        expect(again.y).toBeCloseTo(pixel.y, 6);
      }),
    );
  });

  it('keeps the place under the pointer where it is while zooming, within limits', () => {
    fc.assert(
      fc.property(share, share, fc.double({ min: 1e-6, max: 1e6, noNaN: true }), (right, down, factor) => {
        const pixel = { x: right * size.width, y: down * size.height };
        const zoomed = zoomAt(whole, size, pixel, factor, whole);
        const held = toCanvas(zoomed, size, toPlane(whole, size, pixel));
        expect(held.x).toBeCloseTo(pixel.x, 3);
        expect(held.y).toBeCloseTo(pixel.y, 3);
        expect(zoomed.scale).toBeGreaterThanOrEqual(whole.scale * 0.5);
        expect(zoomed.scale).toBeLessThanOrEqual(whole.scale * 4000);
      }),
    );
  });

  it('follows the hand while dragging and never loses the map', () => {
    const moved = pan(whole, { x: 10, y: -20 }, extent);
    const before = toCanvas(whole, size, { x: 0.2, y: 0.2 });
    const after = toCanvas(moved, size, { x: 0.2, y: 0.2 });
    expect(after.x - before.x).toBeCloseTo(10);
    expect(after.y - before.y).toBeCloseTo(-20);
    expect(pan(whole, { x: 1e6, y: 1e6 }, extent)).toMatchObject({ x: -1, y: 1 });
  });

  it('brings a place into sight and leaves one in sight alone', () => {
    expect(reveal(whole, size, { x: 0, y: 0 })).toEqual(whole);
    const near = { ...whole, scale: whole.scale * 20 };
    const { x, y } = toCanvas(reveal(near, size, { x: 0.9, y: -0.9 }), size, { x: 0.9, y: -0.9 });
    expect(x).toBeCloseTo(size.width - 60, 3);
    expect(y).toBeCloseTo(size.height - 60, 3);
  });
});

import type { KeyBox } from '../annotations/types.ts';
import type { VideoReference } from './types.ts';

/** The displayed size of a video's picture, rotation and pixel aspect applied; null where there is no picture. */
export function pictureSize(video: VideoReference): { width: number; height: number } | null {
  const { displayWidth, displayHeight } = video;
  return displayWidth && displayHeight ? { width: displayWidth, height: displayHeight } : null;
}

/** A rectangle in pixels from the top left of the displayed picture. */
export interface PixelBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A key box in pixels, to a ten-thousandth. */
export function toPixels(box: KeyBox, size: { width: number; height: number }): PixelBox {
  const x = round4(box.x0 * size.width);
  const y = round4(box.y0 * size.height);
  return { x, y, width: round4(box.x1 * size.width - x), height: round4(box.y1 * size.height - y) };
}

/** A rectangle in pixels as a key box. */
export function fromPixels(
  pixels: PixelBox,
  size: { width: number; height: number },
  atSeconds: number,
): KeyBox {
  return {
    atSeconds,
    x0: pixels.x / size.width,
    y0: pixels.y / size.height,
    x1: (pixels.x + pixels.width) / size.width,
    y1: (pixels.y + pixels.height) / size.height,
  };
}

/** The smallest rectangle around points given as x, y, x, y …; null when there are none. */
export function around(coordinates: readonly number[]): PixelBox | null {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let index = 0; index + 1 < coordinates.length; index += 2) {
    const x = coordinates[index] as number;
    const y = coordinates[index + 1] as number;
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  return left <= right ? { x: left, y: top, width: right - left, height: bottom - top } : null;
}

function round4(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}

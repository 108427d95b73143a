import { backgroundMargin } from './background.ts';
import type { Pose } from './motion.ts';
import type { Sprite } from './sprite.ts';
import type { RgbPicture } from './types.ts';

/** Copies the part of the background that shows at an offset (whole pixels, within the margin) into the frame. */
export function drawBackground(
  frame: Uint8Array,
  width: number,
  height: number,
  background: RgbPicture,
  offsetX: number,
  offsetY: number,
): void {
  const left = Math.round(backgroundMargin + offsetX);
  const top = Math.round(backgroundMargin + offsetY);
  for (let y = 0; y < height; y++) {
    const start = ((top + y) * background.width + left) * 3;
    frame.set(background.pixels.subarray(start, start + width * 3), y * width * 3);
  }
}

/**
 * Lays a sprite over the frame, turned and scaled about its centre, with bilinear sampling. The inverse of the
 * pose is walked incrementally along each row: this loop is where the composer spends its time.
 */
export function drawSprite(
  frame: Uint8Array,
  width: number,
  height: number,
  sprite: Sprite,
  pose: Pose,
): void {
  const cosine = Math.cos(pose.turn);
  const sine = Math.sin(pose.turn);
  const reachX = ((Math.abs(cosine) * sprite.width + Math.abs(sine) * sprite.height) / 2) * pose.scale;
  const reachY = ((Math.abs(sine) * sprite.width + Math.abs(cosine) * sprite.height) / 2) * pose.scale;
  const x0 = Math.max(0, Math.floor(pose.x - reachX));
  const x1 = Math.min(width - 1, Math.ceil(pose.x + reachX));
  const y0 = Math.max(0, Math.floor(pose.y - reachY));
  const y1 = Math.min(height - 1, Math.ceil(pose.y + reachY));
  const stepU = cosine / pose.scale;
  const stepV = -sine / pose.scale;
  for (let y = y0; y <= y1; y++) {
    const dx = x0 + 0.5 - pose.x;
    const dy = y + 0.5 - pose.y;
    let u = (dx * cosine + dy * sine) / pose.scale + sprite.width / 2 - 0.5;
    let v = (-dx * sine + dy * cosine) / pose.scale + sprite.height / 2 - 0.5;
    let target = (y * width + x0) * 3;
    for (let x = x0; x <= x1; x++, u += stepU, v += stepV, target += 3) {
      blendSample(frame, target, sprite, u, v);
    }
  }
}

/** Blends one bilinear sample of the sprite at (u, v) over the frame; outside the sprite nothing happens. */
function blendSample(frame: Uint8Array, target: number, sprite: Sprite, u: number, v: number): void {
  const left = Math.floor(u);
  const top = Math.floor(v);
  const { width, height, pixels } = sprite;
  if (left < 0 || top < 0 || left >= width - 1 || top >= height - 1) return;
  const right = u - left;
  const below = v - top;
  const a = (1 - right) * (1 - below);
  const b = right * (1 - below);
  const c = (1 - right) * below;
  const d = right * below;
  const upper = (top * width + left) * 4;
  const lower = upper + width * 4;
  const opacity =
    a * (pixels[upper + 3] as number) +
    b * (pixels[upper + 7] as number) +
    c * (pixels[lower + 3] as number) +
    d * (pixels[lower + 7] as number);
  if (opacity < 0.004) return;
  const kept = 1 - opacity;
  for (let channel = 0; channel < 3; channel++) {
    frame[target + channel] =
      a * (pixels[upper + channel] as number) +
      b * (pixels[upper + 4 + channel] as number) +
      c * (pixels[lower + channel] as number) +
      d * (pixels[lower + 4 + channel] as number) +
      kept * (frame[target + channel] as number) +
      0.5;
  }
}

import type { KeyBox } from '../../../annotations/types.ts';
import type { Collector } from '../../collector.ts';
import type { FrameClock } from '../../frame-clock.ts';
import { around } from '../../pixels.ts';
import type { VideoReference } from '../../types.ts';
import type { Keyframe } from './label-studio-schema.ts';

interface Picture {
  readonly clock: FrameClock;
  readonly video: VideoReference;
  readonly collector: Collector;
}

/**
 * The stretches of a box's sequence: a keyframe with `enabled: false` is the last one on which the object is
 * seen; without one it is seen to the end of the video.
 */
export function readStretches(
  sequence: readonly Keyframe[],
  picture: Picture,
): { span: { fromSeconds: number; toSeconds: number } | null; boxes: KeyBox[] }[] {
  const { clock, video } = picture;
  const ordered = sequence.toSorted((one, other) => one.frame - other.frame);
  const stretches: { span: { fromSeconds: number; toSeconds: number } | null; boxes: KeyBox[] }[] = [];
  let keys: Keyframe[] = [];
  const close = (toSeconds: number): void => {
    const first = keys[0];
    if (!first) return;
    const boxes = keys.map((key) => boxOf(key, picture));
    const fromSeconds = clock.secondsAt(frameOf(first));
    // A box on one frame alone is a box at a time rather than a stretch.
    const single = keys.length === 1 && first.enabled === false;
    const span = single ? null : { fromSeconds, toSeconds: Math.max(fromSeconds, toSeconds) };
    stretches.push({ span, boxes });
    keys = [];
  };
  for (const key of ordered) {
    keys.push(key);
    if (!key.enabled) close(clock.secondsAt(frameOf(key) + 1));
  }
  close(video.durationSeconds);
  return stretches;
}

/** Label Studio counts frames from 1. */
function frameOf(key: Keyframe): number {
  return Math.max(0, Math.round(key.frame) - 1);
}

/** Coordinates are per cent of the picture; a rotation is about the box's top left corner, in pixels. */
function boxOf(key: Keyframe, { clock, video, collector }: Picture): KeyBox {
  const atSeconds = clock.secondsAt(frameOf(key));
  const { x, y, width, height, rotation } = key;
  if (rotation % 360 === 0) {
    return { atSeconds, x0: x / 100, y0: y / 100, x1: (x + width) / 100, y1: (y + height) / 100 };
  }
  collector.losses.note('rotated boxes, as the upright rectangles around them');
  const pictureWidth = video.displayWidth ?? 1;
  const pictureHeight = video.displayHeight ?? 1;
  const angle = (rotation * Math.PI) / 180;
  const corners = [
    [0, 0],
    [width, 0],
    [0, height],
    [width, height],
  ].flatMap(([right = 0, down = 0]) => {
    const dx = (right / 100) * pictureWidth;
    const dy = (down / 100) * pictureHeight;
    return [
      x / 100 + (dx * Math.cos(angle) - dy * Math.sin(angle)) / pictureWidth,
      y / 100 + (dx * Math.sin(angle) + dy * Math.cos(angle)) / pictureHeight,
    ];
  });
  const upright = around(corners) ?? { x: 0, y: 0, width: 0, height: 0 };
  return {
    atSeconds,
    x0: upright.x,
    y0: upright.y,
    x1: upright.x + upright.width,
    y1: upright.y + upright.height,
  };
}

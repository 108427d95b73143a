import { backgroundMargin, makeBackground } from './background.ts';
import { drawBackground, drawSprite } from './compositor.ts';
import { boxAt, drawLongSide, drawMotion, drawZones, type Motion } from './motion.ts';
import type { RandomStream } from './random.ts';
import { makeSprite, type Sprite } from './sprite.ts';
import type { Corners, Look, RgbPicture } from './types.ts';

/** The moving picture of a clip: frames to draw and boxes to label. */
export interface ClipPicture {
  /** The frame at a time: RGB bytes `[height, width, 3]`, newly allocated. */
  frameAt(atSeconds: number): Uint8Array;
  /** The box of an object at a time. */
  boxOf(object: number, atSeconds: number): Corners;
}

/** Sets the scene of a clip: background, sprites and their paths. Pure: the same inputs draw the same frames. */
export function setScene(
  pictures: readonly RgbPicture[],
  scenery: RgbPicture | null,
  size: { width: number; height: number; seconds: number },
  random: RandomStream,
  look: Look = 'varied',
): ClipPicture {
  const { width, height, seconds } = size;
  const background = makeBackground(width, height, scenery, random, look);
  const zones = drawZones(pictures.length, width, height, random);
  const actors: { sprite: Sprite; motion: Motion }[] = pictures.map((picture, index) => {
    const zone = zones[index] as (typeof zones)[number];
    const sprite = makeSprite(picture, drawLongSide(zone, random, look), random, look);
    return { sprite, motion: drawMotion(zone, sprite, seconds, random) };
  });
  const pan = random.between(0, backgroundMargin - 1);
  const panAngle = random.between(0, 2 * Math.PI);
  return {
    frameAt(atSeconds) {
      const frame = new Uint8Array(width * height * 3);
      const way = pan * ((2 * atSeconds) / seconds - 1);
      drawBackground(frame, width, height, background, way * Math.cos(panAngle), way * Math.sin(panAngle));
      for (const { sprite, motion } of actors) drawSprite(frame, width, height, sprite, motion(atSeconds));
      return frame;
    },
    boxOf(object, atSeconds) {
      const { sprite, motion } = actors[object] as (typeof actors)[number];
      return boxAt(sprite, motion(atSeconds), width, height);
    },
  };
}

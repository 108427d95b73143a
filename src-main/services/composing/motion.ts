import type { RandomStream } from './random.ts';
import type { Sprite } from './sprite.ts';
import type { Corners, Look } from './types.ts';

/** Where a sprite stands at one time: its centre in frame pixels, its enlargement and its turn in radians. */
export interface Pose {
  x: number;
  y: number;
  scale: number;
  turn: number;
}

/** The path of a sprite through a clip. */
export type Motion = (atSeconds: number) => Pose;

/** A part of the frame that an object may use, in pixels. */
export interface Zone {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
}

/**
 * Cuts the square that the networks see (the centre crop) into the zones of one or two objects: the whole, or two
 * halves side by side or one above the other, cut somewhere near the middle.
 */
export function drawZones(count: number, width: number, height: number, random: RandomStream): Zone[] {
  const side = Math.min(width, height);
  const left = (width - side) / 2;
  const top = (height - side) / 2;
  const whole: Zone = { x0: left, y0: top, x1: left + side, y1: top + side };
  if (count === 1) return [whole];
  const cut = random.between(0.44, 0.56) * side;
  const zones: Zone[] = random.chance(0.5)
    ? [
        { ...whole, x1: left + cut },
        { ...whole, x0: left + cut },
      ]
    : [
        { ...whole, y1: top + cut },
        { ...whole, y0: top + cut },
      ];
  return random.chance(0.5) ? zones : zones.reverse();
}

/** The length of a sprite's longer side that suits a zone: from half of it to nearly all. */
export function drawLongSide(zone: Zone, random: RandomStream, look: Look = 'varied'): number {
  const across = Math.min(zone.x1 - zone.x0, zone.y1 - zone.y0);
  const along = Math.max(zone.x1 - zone.x0, zone.y1 - zone.y0);
  return across === along
    ? across * random.between(look === 'clean' ? 0.65 : 0.42, 0.9)
    : across * random.between(0.75, 1.05);
}

/**
 * A slow drift inside the zone: a straight way from one place to another with a wobble on it, a gentle
 * breathing of the size and a slight turn.
 */
export function drawMotion(zone: Zone, sprite: Sprite, seconds: number, random: RandomStream): Motion {
  const [fromX, toX] = drawWay(zone.x0, zone.x1, sprite.width, random);
  const [fromY, toY] = drawWay(zone.y0, zone.y1, sprite.height, random);
  const wobble = random.between(0, 3);
  const wobbleRate = random.between(0.1, 0.5) * 2 * Math.PI;
  const breath = random.between(0, 0.08);
  const breathRate = random.between(0.03, 0.15) * 2 * Math.PI;
  const tilt = random.between(-0.22, 0.22);
  const swing = random.between(0, 0.08);
  const swingRate = random.between(0.05, 0.25) * 2 * Math.PI;
  const phase = random.between(0, 2 * Math.PI);
  return (at) => {
    const share = at / seconds;
    return {
      x: fromX + (toX - fromX) * share + wobble * Math.sin(wobbleRate * at + phase),
      y: fromY + (toY - fromY) * share + wobble * Math.cos(wobbleRate * at + phase),
      scale: 1 + breath * Math.sin(breathRate * at + phase),
      turn: tilt + swing * Math.sin(swingRate * at + phase),
    };
  };
}

/** Start and end of the centre along one axis, keeping the sprite in its zone where it fits. */
function drawWay(low: number, high: number, size: number, random: RandomStream): [number, number] {
  const middle = (low + high) / 2;
  const room = Math.max(0, (high - low - size) / 2);
  return [middle + random.between(-room, room), middle + random.between(-room, room)];
}

/** The box of the visible object at a pose, in 0…1 of the frame and cut at its edges. */
export function boxAt(sprite: Sprite, pose: Pose, width: number, height: number): Corners {
  const cosine = Math.cos(pose.turn) * pose.scale;
  const sine = Math.sin(pose.turn) * pose.scale;
  let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let index = 0; index < sprite.outline.length; index += 2) {
    const dx = (sprite.outline[index] as number) - sprite.width / 2;
    const dy = (sprite.outline[index + 1] as number) - sprite.height / 2;
    const x = pose.x + dx * cosine - dy * sine;
    const y = pose.y + dx * sine + dy * cosine;
    x0 = Math.min(x0, x);
    x1 = Math.max(x1, x);
    y0 = Math.min(y0, y);
    y1 = Math.max(y1, y);
  }
  return [share(x0, width), share(y0, height), share(x1, width), share(y1, height)];
}

/** Four decimals are a fortieth of a pixel at 256 pixels, and keep the labels file small. */
function share(value: number, size: number): number {
  return Math.round(Math.min(1, Math.max(0, value / size)) * 1e4) / 1e4;
}

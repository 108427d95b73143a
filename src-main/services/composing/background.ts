import type { RandomStream } from './random.ts';
import { resizePicture } from './resize.ts';
import type { Look, RgbPicture } from './types.ts';

type Colour = [number, number, number];

/** How far a background reaches beyond the frame on each side, so that it can drift, in pixels. */
export const backgroundMargin = 24;

/**
 * Draws a background larger than the frame by `backgroundMargin` on each side: plain, gradient, noise, stripes,
 * checks, a room's wall and floor, or `scenery` (another picture) blurred past recognition.
 */
export function makeBackground(
  frameWidth: number,
  frameHeight: number,
  scenery: RgbPicture | null,
  random: RandomStream,
  look: Look = 'varied',
): RgbPicture {
  const width = frameWidth + 2 * backgroundMargin;
  const height = frameHeight + 2 * backgroundMargin;
  if (scenery) return blurredScenery(scenery, width, height, random);
  const paint = random.pick(look === 'clean' ? calmStyles : allStyles)(width, height, random);
  const grain = look === 'varied' && random.chance(0.5) ? random.between(1, 10) : 0;
  const pixels = new Uint8Array(width * height * 3);
  const colour: Colour = [0, 0, 0];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      paint(x, y, colour);
      const noise = grain === 0 ? 0 : (latticeValue(x, y, 7) - 0.5) * 2 * grain;
      const base = (y * width + x) * 3;
      for (let channel = 0; channel < 3; channel++) {
        pixels[base + channel] = clampByte((colour[channel] as number) + noise);
      }
    }
  }
  return { width, height, pixels };
}

type Paint = (x: number, y: number, into: Colour) => void;
type Style = (width: number, height: number, random: RandomStream) => Paint;

const plain: Style = (_width, _height, random) => {
  // White pages are what most product photographs stand on.
  const colour = random.chance(0.35) ? ([250, 250, 250] as Colour) : drawColour(random);
  return (_x, _y, into) => mix(colour, colour, 0, into);
};

const linearGradient: Style = (width, height, random) => {
  const [from, to] = [drawColour(random), drawColour(random)];
  const angle = random.between(0, 2 * Math.PI);
  const [dx, dy] = [Math.cos(angle), Math.sin(angle)];
  const reach = Math.abs(dx) * width + Math.abs(dy) * height;
  return (x, y, into) => mix(from, to, ((x - width / 2) * dx + (y - height / 2) * dy) / reach + 0.5, into);
};

const radialGradient: Style = (width, height, random) => {
  const [from, to] = [drawColour(random), drawColour(random)];
  const centreX = random.between(0, width);
  const centreY = random.between(0, height);
  const radius = random.between(0.5, 1) * Math.max(width, height);
  return (x, y, into) => mix(from, to, Math.min(1, Math.hypot(x - centreX, y - centreY) / radius), into);
};

const cloudNoise: Style = (_width, _height, random) => {
  const [from, to] = [drawColour(random), drawColour(random)];
  const cell = random.between(6, 70);
  const seed = random.integer(0, 1 << 20);
  return (x, y, into) => {
    const coarse = smoothNoise(x / cell, y / cell, seed);
    const fine = smoothNoise((x * 2.7) / cell, (y * 2.7) / cell, seed + 1);
    mix(from, to, coarse * 0.65 + fine * 0.35, into);
  };
};

const stripes: Style = (_width, _height, random) => {
  const [from, to] = [drawColour(random), drawColour(random)];
  const angle = random.between(0, Math.PI);
  const [dx, dy] = [Math.cos(angle), Math.sin(angle)];
  const period = random.between(10, 60);
  const sharpness = random.between(0.8, 6);
  return (x, y, into) => {
    const wave = Math.sin(((x * dx + y * dy) / period) * 2 * Math.PI) * sharpness;
    mix(from, to, Math.min(1, Math.max(0, wave / 2 + 0.5)), into);
  };
};

const checks: Style = (_width, _height, random) => {
  const [from, to] = [drawColour(random), drawColour(random)];
  const cell = random.between(10, 48);
  return (x, y, into) => mix(from, to, (Math.floor(x / cell) + Math.floor(y / cell)) & 1, into);
};

const wallAndFloor: Style = (_width, height, random) => {
  const [wall, floor] = [drawColour(random), drawColour(random)];
  const horizon = height * random.between(0.5, 0.85);
  const tilt = random.between(-0.08, 0.08);
  const shade = random.between(0, 0.35);
  return (x, y, into) => {
    const below = y + tilt * x - horizon;
    const colour = below > 0 ? floor : wall;
    const dark = shade * Math.min(1, Math.abs(below) / height);
    mix(colour, [0, 0, 0], dark, into);
  };
};

/** Repeated styles are drawn more often. */
const allStyles: readonly Style[] = [
  plain,
  linearGradient,
  linearGradient,
  radialGradient,
  cloudNoise,
  cloudNoise,
  stripes,
  checks,
  wallAndFloor,
];
const calmStyles: readonly Style[] = [linearGradient, radialGradient, wallAndFloor];

function blurredScenery(
  scenery: RgbPicture,
  width: number,
  height: number,
  random: RandomStream,
): RgbPicture {
  // Down to a handful of pixels and up again: colours and light of a real place, no recognisable object.
  const coarse = resizePicture(scenery, random.integer(4, 9) / Math.max(scenery.width, scenery.height));
  const scale = Math.max(width / coarse.width, height / coarse.height);
  const large = resizePicture(coarse, scale * 1.02);
  const pixels = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    const row = Math.min(y, large.height - 1) * large.width * 3;
    pixels.set(large.pixels.subarray(row, row + width * 3), y * width * 3);
  }
  return { width, height, pixels };
}

function drawColour(random: RandomStream): Colour {
  const light = random.between(15, 245);
  const spread = random.between(0, 70);
  return [0, 0, 0].map(() => clampByte(light + random.between(-spread, spread))) as Colour;
}

function mix(from: Colour, to: Colour, share: number, into: Colour): void {
  for (let channel = 0; channel < 3; channel++) {
    into[channel] = (from[channel] as number) + ((to[channel] as number) - (from[channel] as number)) * share;
  }
}

/** Value noise: random values on the integer grid, smoothly interpolated; 0…1. */
function smoothNoise(x: number, y: number, seed: number): number {
  const [cellX, cellY] = [Math.floor(x), Math.floor(y)];
  const [u, v] = [ease(x - cellX), ease(y - cellY)];
  const top = lerp(latticeValue(cellX, cellY, seed), latticeValue(cellX + 1, cellY, seed), u);
  const bottom = lerp(latticeValue(cellX, cellY + 1, seed), latticeValue(cellX + 1, cellY + 1, seed), u);
  return lerp(top, bottom, v);
}

function latticeValue(x: number, y: number, seed: number): number {
  let hash = Math.imul(x, 0x27d4eb2d) ^ Math.imul(y, 0x165667b1) ^ Math.imul(seed, 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

const ease = (share: number): number => share * share * (3 - 2 * share);
const lerp = (from: number, to: number, share: number): number => from + (to - from) * share;
const clampByte = (value: number): number => Math.min(255, Math.max(0, Math.round(value)));

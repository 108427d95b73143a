import type { RgbPicture } from './types.ts';

/** A border colour this bright counts as a plain white background. */
const nearWhite = 236;
/** A plain background covers at least this share of the border. */
const plainBorderShare = 0.6;

/** Opacity of a card with rounded corners, or of an oval, fading over a few pixels at the edge. */
export function edgeOpacity(manner: 'card' | 'oval', x: number, y: number, size: RgbPicture): number {
  const halfWidth = size.width / 2;
  const halfHeight = size.height / 2;
  const dx = Math.abs(x + 0.5 - halfWidth);
  const dy = Math.abs(y + 0.5 - halfHeight);
  const fade = 3;
  if (manner === 'oval') {
    const radius = Math.hypot(dx / halfWidth, dy / halfHeight);
    return clampUnit(((1 - radius) * Math.min(halfWidth, halfHeight)) / fade);
  }
  const corner = Math.min(halfWidth, halfHeight) * 0.15;
  const overX = Math.max(0, dx - (halfWidth - corner));
  const overY = Math.max(0, dy - (halfHeight - corner));
  return clampUnit((corner - Math.hypot(overX, overY)) / fade);
}

/** The near-white area that hangs together with the border, and whether there is enough of it to call it plain. */
export function findPlainBackground(picture: RgbPicture): { plain: boolean; outside: Uint8Array } {
  const { width, height, pixels } = picture;
  const outside = new Uint8Array(width * height);
  const stack: number[] = [];
  const visit = (place: number): void => {
    if (outside[place]) return;
    const base = place * 3;
    const darkest = Math.min(pixels[base] as number, pixels[base + 1] as number, pixels[base + 2] as number);
    if (darkest < nearWhite) return;
    outside[place] = 1;
    stack.push(place);
  };
  for (let x = 0; x < width; x++) {
    visit(x);
    visit((height - 1) * width + x);
  }
  for (let y = 0; y < height; y++) {
    visit(y * width);
    visit(y * width + width - 1);
  }
  const plain = stack.length >= plainBorderShare * (2 * width + 2 * height - 4);
  if (!plain) return { plain, outside: new Uint8Array(width * height) };
  while (stack.length > 0) {
    const place = stack.pop() as number;
    const x = place % width;
    if (x > 0) visit(place - 1);
    if (x < width - 1) visit(place + 1);
    if (place >= width) visit(place - width);
    if (place < width * (height - 1)) visit(place + width);
  }
  return { plain, outside };
}

/** The part of a picture that its object fills, with a narrow border; the whole where the background is not plain. */
export function cropToObject(picture: RgbPicture): RgbPicture {
  const { plain, outside } = findPlainBackground(picture);
  if (!plain) return picture;
  let [left, top, right, bottom] = [picture.width, picture.height, -1, -1];
  for (let place = 0; place < outside.length; place++) {
    if (outside[place]) continue;
    const x = place % picture.width;
    const y = Math.floor(place / picture.width);
    [left, top] = [Math.min(left, x), Math.min(top, y)];
    [right, bottom] = [Math.max(right, x), Math.max(bottom, y)];
  }
  if (right < 0) return picture;
  const border = 3;
  [left, top] = [Math.max(0, left - border), Math.max(0, top - border)];
  const width = Math.min(picture.width, right + 1 + border) - left;
  const height = Math.min(picture.height, bottom + 1 + border) - top;
  const pixels = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    const from = ((top + y) * picture.width + left) * 3;
    pixels.set(picture.pixels.subarray(from, from + width * 3), y * width * 3);
  }
  return { width, height, pixels };
}

/**
 * Softens a cut-out's edge and draws it in by about a pixel (3×3 mean, of which the upper half counts): pixels at
 * the edge are mixed with the white of their old background and would show as a halo. `[height, width]`, 0…1.
 */
export function softenEdge(values: Float32Array, width: number, height: number): Float32Array {
  const result = new Float32Array(values.length);
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      let sum = 0;
      for (let row = -width; row <= width; row += width) {
        const place = y * width + x + row;
        sum += (values[place - 1] as number) + (values[place] as number) + (values[place + 1] as number);
      }
      result[y * width + x] = clampUnit((sum / 9 - 0.5) * 2);
    }
  }
  return result;
}

function clampUnit(value: number): number {
  return Math.min(1, Math.max(0, value));
}

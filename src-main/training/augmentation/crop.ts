/** Which part of a square picture is taken, and how it lies. */
export interface Crop {
  /** Upper left corner and longer side, in pixels of the picture. */
  readonly left: number;
  readonly top: number;
  readonly side: number;
  /** Height to width; the shorter side keeps the crop's middle. */
  readonly aspect: number;
  readonly tiltRadians: number;
  readonly flip: boolean;
}

/**
 * Cuts a part out of a picture and resizes it (bilinear); what lies outside repeats the picture's edge.
 * @param source RGB bytes [size, size, 3].
 * @returns RGB [out, out, 3], 0…255.
 */
export function sampleCrop(source: Uint8Array, size: number, crop: Crop, out: number): Float32Array {
  const colours = new Float32Array(out * out * 3);
  return crop.tiltRadians === 0 && crop.aspect === 1
    ? sampleSquare(source, size, crop, out, colours)
    : sampleTilted(source, size, crop, out, colours);
}

/** Upright squares, as published: every row and every column has its own two neighbours. */
function sampleSquare(
  source: Uint8Array,
  size: number,
  { left, top, side, flip }: Crop,
  out: number,
  colours: Float32Array,
): Float32Array {
  const columns = sampleGrid(left, side, size, out);
  const rows = sampleGrid(top, side, size, out);
  for (let y = 0; y < out; y++) {
    const rowA = rows.near[y]! * size * 3;
    const rowB = rows.far[y]! * size * 3;
    const down = rows.weight[y]!;
    for (let x = 0; x < out; x++) {
      const from = flip ? out - 1 - x : x;
      const a = columns.near[from]! * 3;
      const b = columns.far[from]! * 3;
      const right = columns.weight[from]!;
      blendInto(colours, (y * out + x) * 3, source, rowA + a, rowA + b, rowB + a, rowB + b, right, down);
    }
  }
  return colours;
}

function sampleTilted(
  source: Uint8Array,
  size: number,
  { left, top, side, aspect, tiltRadians, flip }: Crop,
  out: number,
  colours: Float32Array,
): Float32Array {
  const [width, height] = aspect < 1 ? [side, side * aspect] : [side / aspect, side];
  const [cosine, sine] = [Math.cos(tiltRadians), Math.sin(tiltRadians)];
  const centreX = left + side / 2;
  const centreY = top + side / 2;
  const inside = (position: number) => Math.min(size - 1, Math.max(0, position));
  for (let y = 0; y < out; y++) {
    const v = ((y + 0.5) / out - 0.5) * height;
    for (let x = 0; x < out; x++) {
      const u = ((x + 0.5) / out - 0.5) * width * (flip ? -1 : 1);
      const positionX = inside(centreX + u * cosine - v * sine - 0.5);
      const positionY = inside(centreY + u * sine + v * cosine - 0.5);
      const a = Math.floor(positionX);
      const above = Math.floor(positionY);
      const b = Math.min(size - 1, a + 1);
      const rowA = above * size * 3;
      const rowB = Math.min(size - 1, above + 1) * size * 3;
      const corners = [rowA + a * 3, rowA + b * 3, rowB + a * 3, rowB + b * 3] as const;
      blendInto(colours, (y * out + x) * 3, source, ...corners, positionX - a, positionY - above);
    }
  }
  return colours;
}

/** For each output pixel along one axis, its two source pixels and the weight of the second. */
function sampleGrid(start: number, side: number, size: number, out: number) {
  const near = new Int32Array(out);
  const far = new Int32Array(out);
  const weight = new Float32Array(out);
  for (let i = 0; i < out; i++) {
    const position = Math.min(size - 1, Math.max(0, start + ((i + 0.5) * side) / out - 0.5));
    near[i] = Math.floor(position);
    far[i] = Math.min(size - 1, near[i]! + 1);
    weight[i] = position - near[i]!;
  }
  return { near, far, weight };
}

/** Writes the three colours between four pixels, of which `aa`, `ab`, `ba` and `bb` are the first bytes. */
function blendInto(
  colours: Float32Array,
  at: number,
  source: Uint8Array,
  aa: number,
  ab: number,
  ba: number,
  bb: number,
  right: number,
  down: number,
): void {
  for (let channel = 0; channel < 3; channel++) {
    const upper = source[aa + channel]! + (source[ab + channel]! - source[aa + channel]!) * right;
    const lower = source[ba + channel]! + (source[bb + channel]! - source[ba + channel]!) * right;
    colours[at + channel] = upper + (lower - upper) * down;
  }
}

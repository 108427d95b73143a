import type { Shape } from '../graph/shape.ts';
import type { BlockedLayout } from './blocked-layout.ts';
import type { Emitter } from './emitter.ts';
import { fourByThree, type Matrix, type MinimalFilter, squared } from './toom-cook.ts';

/** Taps of the kernels that the tiles are for, on either axis. */
export const TAPS = fourByThree.kernel[0]!.length;
/** Side of a tile of a convolution's output, in training. */
export const OUTPUTS = tileSide(fourByThree);
/** Side of the tile of the input under it. */
export const INPUTS = fourByThree.input.length;

/** Tiles of a number of places that lie OUTPUTS apart and cover `output`, [batch, channel, height, width]. */
export interface Tiling {
  readonly output: Shape;
  /** Side of a tile in pixels. */
  readonly side: number;
  /** How far up and left of the output's first pixel the first tile starts. */
  readonly before: readonly number[];
}

/** Side of the tiles of the output that a filter makes. */
export function tileSide(filter: MinimalFilter): number {
  return filter.output[0]!.length;
}

/** Tiles of `side` pixels down and across. */
export function tileCounts(output: Shape, side = OUTPUTS): readonly [number, number] {
  const [down, across] = output.slice(2).map((length) => Math.ceil(length / side));
  return [down!, across!];
}

/** The pixels under all tiles, zeros outside the value: [side², batch · tiles · channels]. */
export function tilePixels(
  emitter: Emitter,
  [value, shape]: readonly [string, Shape],
  tiling: Tiling,
  layout: BlockedLayout,
): string {
  const channels = shape[1]!;
  const rows = emitter.node('Reshape', [
    layout.channelsLast(emitter, value, shape),
    emitter.int64s([-1, channels]),
  ]);
  const places = placesOf(shape, tiling);
  // Indices below 0 count from the end: −1 is the row of zeros that is added there.
  const padded = places.includes(-1) ? emitter.node('Pad', [rows, emitter.int64s([0, 0, 1, 0])]) : rows;
  return emitter.node('Reshape', [
    gatherRows(emitter, padded, places),
    emitter.int64s([tiling.side ** 2, -1]),
  ]);
}

/** Tiles [OUTPUTS², batch · tiles, channels] put together again to a value in blocks of the shape `output`. */
export function joinTiles(emitter: Emitter, tiles: string, output: Shape): string {
  const [batch, channels, height, width] = output as [number, number, number, number];
  const [down, across] = tileCounts(output);
  const rows = Array.from({ length: batch * height * width }, (_, pixel) => {
    const [item, row, column] = [
      Math.floor(pixel / (height * width)),
      Math.floor(pixel / width) % height,
      pixel % width,
    ];
    const place = (row % OUTPUTS) * OUTPUTS + (column % OUTPUTS);
    const tile = (item * down + Math.floor(row / OUTPUTS)) * across + Math.floor(column / OUTPUTS);
    return place * batch * down * across + tile;
  });
  const values = emitter.node('Reshape', [tiles, emitter.int64s([-1, channels])]);
  return emitter.node('Reshape', [
    gatherRows(emitter, values, rows),
    emitter.int64s([batch, height, width, channels]),
  ]);
}

/** A matrix applied to every tile's places: [places, …] → [rows of the matrix, batch · tiles, channels]. */
export function transformTiles(emitter: Emitter, matrix: Matrix, values: string, channels: number): string {
  return emitter.node('Reshape', [
    emitter.node('MatMul', [matrixConstant(emitter, matrix), values]),
    emitter.int64s([matrix.length, -1, channels]),
  ]);
}

/** What the filter needs of an input: [INPUTS², batch · tiles, channels]. */
export function inputTiles(
  emitter: Emitter,
  [value, shape]: readonly [string, Shape],
  { output, before }: Omit<Tiling, 'side'>,
  layout: BlockedLayout,
): string {
  const pixels = tilePixels(emitter, [value, shape], { output, before, side: INPUTS }, layout);
  return transformTiles(emitter, squared(fourByThree.input), pixels, shape[1]!);
}

/** A matrix as a constant of the model. */
export function matrixConstant(emitter: Emitter, matrix: Matrix): string {
  return emitter.float32s(matrix.flat(), [matrix.length, matrix[0]!.length]);
}

/** Which pixels of a value the tiles take, row-major: [side², batch · tiles]; −1 for those outside. */
function placesOf(shape: Shape, { output, side, before }: Tiling): readonly number[] {
  const [batch, , height, width] = shape as [number, number, number, number];
  const [down, across] = tileCounts(output);
  const places: number[] = [];
  for (let place = 0; place < side * side; place++) {
    for (let tile = 0; tile < batch * down * across; tile++) {
      const item = Math.floor(tile / (down * across));
      const row = (Math.floor(tile / across) % down) * OUTPUTS + Math.floor(place / side) - before[0]!;
      const column = (tile % across) * OUTPUTS + (place % side) - before[1]!;
      const inside = row >= 0 && row < height && column >= 0 && column < width;
      places.push(inside ? (item * height + row) * width + column : -1);
    }
  }
  return places;
}

function gatherRows(emitter: Emitter, rows: string, places: readonly number[]): string {
  return emitter.node('Gather', [rows, emitter.int64s(places)], { attributes: { axis: { int: 0 } } });
}

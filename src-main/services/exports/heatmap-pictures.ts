import { encode } from 'fast-png';
import { colourTable } from '../../contract/colour-maps.ts';
import { mapValue, type OverlayStyle, overlayPixels } from '../../contract/overlay.ts';
import type { Crop } from '../../media/index.ts';
import { heatmapSide } from '../heatmaps/index.ts';

/** Side of the picture of a map alone. */
const mapPictureSide = 448;

/**
 * Lays a heatmap over the crop of a picture, in place.
 * `pixels` [height, width, 3] RGB bytes of the whole displayed picture.
 */
export function blendHeatmap(
  pixels: Uint8Array,
  size: { width: number; height: number },
  values: ArrayLike<number>,
  crop: Crop,
  style: OverlayStyle,
): void {
  const left = Math.round(crop.x * size.width);
  const top = Math.round(crop.y * size.height);
  const width = Math.min(Math.round(crop.width * size.width), size.width - left);
  const height = Math.min(Math.round(crop.height * size.height), size.height - top);
  const overlay = overlayPixels(values, heatmapSide, width, height, style);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const from = (row * width + column) * 4;
      const share = overlay[from + 3]! / 255;
      if (share === 0) continue;
      const to = ((top + row) * size.width + left + column) * 3;
      for (let channel = 0; channel < 3; channel++) {
        const under = pixels[to + channel]!;
        pixels[to + channel] = Math.round(under + share * (overlay[from + channel]! - under));
      }
    }
  }
}

/** RGB bytes as a PNG file. */
export function rgbPng(pixels: Uint8Array, size: { width: number; height: number }): Uint8Array {
  return encode({ ...size, data: pixels, channels: 3, depth: 8 });
}

/** The map alone as a PNG: every value in its colour, without the picture. */
export function mapPng(values: ArrayLike<number>, colourMap: OverlayStyle['colourMap']): Uint8Array {
  const colours = colourTable(colourMap);
  const side = mapPictureSide;
  const pixels = new Uint8Array(side * side * 3);
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      const value = mapValue(values, heatmapSide, (column + 0.5) / side, (row + 0.5) / side);
      const colour = Math.round(Math.min(Math.max(value, 0), 1) * 255) * 3;
      pixels.set(colours.subarray(colour, colour + 3), (row * side + column) * 3);
    }
  }
  return rgbPng(pixels, { width: side, height: side });
}

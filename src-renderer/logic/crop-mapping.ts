import type { Crop } from '../../src-main/contract/library.ts';

/** A rectangle in CSS pixels of the stage. */
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The rectangle of the displayed picture inside a stage that letterboxes it, centred and whole. */
export function fitPicture(
  stage: { width: number; height: number },
  picture: { width: number; height: number },
): Rectangle {
  if (picture.width <= 0 || picture.height <= 0) return { x: 0, y: 0, width: 0, height: 0 };
  const scale = Math.min(stage.width / picture.width, stage.height / picture.height);
  const width = picture.width * scale;
  const height = picture.height * scale;
  return { x: (stage.width - width) / 2, y: (stage.height - height) / 2, width, height };
}

/** Where the networks' square lies on the stage, given where the whole picture lies. */
export function placeCrop(picture: Rectangle, crop: Crop): Rectangle {
  return {
    x: picture.x + crop.x * picture.width,
    y: picture.y + crop.y * picture.height,
    width: crop.width * picture.width,
    height: crop.height * picture.height,
  };
}

/** The crop in pixels of the decoded picture: the source rectangle for `drawImage`. */
export function cropSource(crop: Crop, pictureWidth: number, pictureHeight: number): Rectangle {
  return {
    x: crop.x * pictureWidth,
    y: crop.y * pictureHeight,
    width: crop.width * pictureWidth,
    height: crop.height * pictureHeight,
  };
}

/**
 * The bytes the networks want from what a canvas gives.
 * @param rgba [row, column, 4] uint8, as `getImageData` returns it
 * @returns [row, column, 3] uint8
 */
export function rgbFromRgba(rgba: Uint8ClampedArray): Uint8Array<ArrayBuffer> {
  const pixels = rgba.length / 4;
  const rgb = new Uint8Array(pixels * 3);
  for (let pixel = 0, from = 0, to = 0; pixel < pixels; pixel += 1, from += 4, to += 3) {
    rgb[to] = rgba[from]!;
    rgb[to + 1] = rgba[from + 1]!;
    rgb[to + 2] = rgba[from + 2]!;
  }
  return rgb;
}

/** A peak, given in 0…1 of the whole picture, as shares of the crop (for drawing over the crop's canvas). */
export function peakInCrop(peak: { x: number; y: number }, crop: Crop): { x: number; y: number } {
  return { x: (peak.x - crop.x) / crop.width, y: (peak.y - crop.y) / crop.height };
}

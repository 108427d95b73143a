import type { Crop, PictureTrack } from './types.ts';

/**
 * The centre square of the displayed picture: what the networks see. A heatmap laid over exactly this rectangle lies
 * over the pixels it was computed from, rotation and pixel aspect included.
 */
export const centreCrop = (picture: Pick<PictureTrack, 'displayWidth' | 'displayHeight'>): Crop => {
  const side = Math.min(picture.displayWidth, picture.displayHeight);
  const width = side / picture.displayWidth;
  const height = side / picture.displayHeight;
  return { x: (1 - width) / 2, y: (1 - height) / 2, width, height };
};

/**
 * Size as shown of a stored picture: the wider reading of the pixel aspect stretches the width, then the turn by a
 * quarter swaps the sides.
 */
export const displaySize = (
  coded: { width: number; height: number },
  pixelAspect: readonly [number, number],
  rotationDegrees: number,
): { width: number; height: number } => {
  const width = Math.max(1, Math.round((coded.width * pixelAspect[0]) / pixelAspect[1]));
  const height = coded.height;
  return rotationDegrees % 180 === 0 ? { width, height } : { width: height, height: width };
};

/**
 * ffmpeg filters that give the centre square as `size` × `size` square pixels. Expressions are evaluated by ffmpeg
 * after its own rotation of the picture, so that `iw`, `ih` and `sar` are those of the upright one; and again whenever
 * the picture's size changes within the file. `exact` keeps odd and 1-pixel sizes from being rounded to nothing.
 */
export const centreSquareFilters = (size: number): string =>
  `crop=w='max(1,min(iw,round(ih/sar)))':h='max(1,min(ih,round(iw*sar)))':exact=1,scale=${size}:${size}:flags=bicubic+accurate_rnd,setsar=1`;

/** Size of a displayed picture fitted into a box: never enlarged, whole pixels, at least one. */
export const fitSize = (
  picture: Pick<PictureTrack, 'displayWidth' | 'displayHeight'>,
  maxWidth: number,
  maxHeight: number,
): { width: number; height: number } => {
  const factor = Math.min(1, maxWidth / picture.displayWidth, maxHeight / picture.displayHeight);
  return {
    width: Math.max(1, Math.round(picture.displayWidth * factor)),
    height: Math.max(1, Math.round(picture.displayHeight * factor)),
  };
};

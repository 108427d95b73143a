/** What the first bytes of a picture file say, and how its camera was held: pure functions on bytes. */

/** The pictures from outside that can be read, as messages name them. */
export const readablePictures = 'PNG, JPEG, WebP, GIF, BMP, TIFF';

/**
 * ffmpeg's demuxer for a picture, told by its first bytes; null for anything else. It is named to ffmpeg outright,
 * because its own guess goes by file names too, and takes `%d` and `*` in them for patterns of other files.
 */
export const pictureDemuxer = (bytes: Uint8Array): string | null => {
  const starts = (signature: readonly number[], offset = 0): boolean =>
    signature.every((byte, index) => bytes[offset + index] === byte);
  if (starts([0x89, 0x50, 0x4e, 0x47])) return 'png_pipe';
  if (starts([0xff, 0xd8, 0xff])) return 'jpeg_pipe';
  if (starts([0x52, 0x49, 0x46, 0x46]) && starts([0x57, 0x45, 0x42, 0x50], 8)) return 'webp_pipe';
  if (starts([0x47, 0x49, 0x46, 0x38])) return 'gif';
  if (starts([0x42, 0x4d])) return 'bmp_pipe';
  if (starts([0x49, 0x49, 0x2a, 0]) || starts([0x4d, 0x4d, 0, 0x2a])) return 'tiff_pipe';
  return null;
};

/** Whether a file begins as a picture that can be read does. */
export const isPicture = (bytes: Uint8Array): boolean => pictureDemuxer(bytes) !== null;

const orientationTag = 0x0112;

/** Reads the orientation out of a TIFF structure that begins at `start`; 1 when it holds none. */
const tiffOrientation = (view: DataView, start: number): number => {
  const littleEndian = view.getUint16(start) === 0x4949;
  const directory = start + view.getUint32(start + 4, littleEndian);
  const count = view.getUint16(directory, littleEndian);
  for (let entry = 0; entry < count; entry += 1) {
    const offset = directory + 2 + entry * 12;
    if (view.getUint16(offset, littleEndian) !== orientationTag) continue;
    const value = view.getUint16(offset + 8, littleEndian);
    return value >= 1 && value <= 8 ? value : 1;
  }
  return 1;
};

/**
 * The Exif orientation of a JPEG, 1…8; 1 (upright) when it has none or its Exif is damaged. Read here because ffmpeg
 * applies it in recent versions only.
 */
export const jpegOrientation = (bytes: Uint8Array): number => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    for (let offset = 2; view.getUint8(offset) === 0xff; offset += 2 + view.getUint16(offset + 2)) {
      const marker = view.getUint8(offset + 1);
      if (marker === 0xda) return 1;
      // `Exif\0\0` in front of the TIFF structure tells it from the other uses of APP1.
      if (marker === 0xe1 && view.getUint32(offset + 4) === 0x45786966) {
        return tiffOrientation(view, offset + 10);
      }
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return 1;
};

/** ffmpeg filters that turn a picture of an Exif orientation upright, in the order of the standard's values 1…8. */
export const uprightFilters = (orientation: number): readonly string[] =>
  [
    [],
    ['hflip'],
    ['hflip', 'vflip'],
    ['vflip'],
    ['transpose=cclock_flip'],
    ['transpose=clock'],
    ['transpose=clock_flip'],
    ['transpose=cclock'],
  ][orientation - 1] ?? [];

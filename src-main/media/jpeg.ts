import { commonArguments } from './input-arguments.ts';
import { runTool } from './run-tool.ts';
import type { EncodedImage, Tools } from './types.ts';

/** Encodes [row, column, channel] RGB bytes as a JPEG of good quality. */
export const encodeJpeg = async (
  tools: Tools,
  pixels: Uint8Array,
  width: number,
  height: number,
  signal?: AbortSignal,
): Promise<EncodedImage> => {
  const bytes = await runTool(
    tools.ffmpeg,
    [
      ...commonArguments('warning', false),
      ...['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-video_size', `${width}x${height}`, '-i', 'pipe:0'],
      ...[
        '-frames:v',
        '1',
        '-c:v',
        'mjpeg',
        '-q:v',
        '3',
        '-pix_fmt',
        'yuvj420p',
        '-f',
        'image2pipe',
        'pipe:1',
      ],
    ],
    { signal, limitSeconds: 60, input: pixels },
  );
  return { bytes, width, height };
};

/** Size in pixels that the header of a JPEG tells; null when it is none. */
export const jpegSize = (bytes: Uint8Array): { width: number; height: number } | null => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let offset = 2; offset + 9 <= bytes.length && view.getUint8(offset) === 0xff; ) {
    const marker = view.getUint8(offset + 1);
    // SOF0…SOF15 but for DHT, JPG and DAC, which share the range.
    const isFrameHeader = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrameHeader) return { height: view.getUint16(offset + 5), width: view.getUint16(offset + 7) };
    offset += 2 + view.getUint16(offset + 2);
  }
  return null;
};

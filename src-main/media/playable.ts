import type { Probe } from './types.ts';

const containers = new Set(['mov', 'mp4', 'm4a', 'webm', 'ogg', 'mp3', 'wav', 'flac', 'aac']);
const pictureCodecs = new Set(['h264', 'vp8', 'vp9', 'av1']);
const soundCodecs = new Set([
  'aac',
  'mp3',
  'opus',
  'vorbis',
  'flac',
  'pcm_s16le',
  'pcm_s24le',
  'pcm_f32le',
  'pcm_u8',
]);
const pixelFormats = new Set(['yuv420p', 'yuvj420p']);

/**
 * Whether a Chromium window plays the file as it is: else it needs a proxy. Errs on the side of a proxy: HEVC depends
 * on the machine, and deeper or wider colour is refused by some decoders.
 */
export const playableInBrowser = (probe: Probe): boolean => {
  const { picture, sounds } = probe;
  const first = sounds[0];
  if (!probe.container.split(',').some((name) => containers.has(name))) return false;
  if (picture !== null) {
    if (!pictureCodecs.has(picture.codec)) return false;
    // VP9 and AV1 of any depth are decoded in software by libvpx and dav1d.
    if (picture.codec === 'h264' && !pixelFormats.has(picture.pixelFormat)) return false;
  }
  return first === undefined || soundCodecs.has(first.codec);
};

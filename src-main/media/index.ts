/** The only door to ffmpeg: what files hold, decoded moments, stills, waveforms, proxies and encoded videos. */
export { decodeFrame } from './decode-frame.ts';
export { decodeMoments } from './decode-moments.ts';
export { decodeImageFile, decodeSoundFile } from './decode-query.ts';
export { decodeSound } from './decode-sound.ts';
export { findTools } from './find-tools.ts';
export { centreCrop } from './geometry.ts';
export { MediaError, type MediaErrorCode } from './media-error.ts';
export { momentTimes } from './moment-times.ts';
export { playableInBrowser } from './playable.ts';
export { probe } from './probe.ts';
export type * from './types.ts';

// Functions to come, each taking `tools` first and ending in an options object with `signal`:
//   thumbnail(tools, path, probe, {width?, signal?})      → Promise<EncodedImage>
//   frameJpeg(tools, path, probe, atSeconds, {maxWidth?}) → Promise<EncodedImage>
//   filmstrip(tools, path, probe, {tiles, height?})       → Promise<Filmstrip>
//   peaks(tools, path, probe, options?)                   → Promise<Peaks>
//   soundWav(tools, path, probe, span, options?)          → Promise<Uint8Array>
//   spectrogramPng(tools, path, probe, span, {width, height}) → Promise<EncodedImage>
//   proxy(tools, path, probe, out, {onProgress?, signal?}) → Promise<void>
//   encodeVideo(tools, out, options, frames)              → Promise<void>
//   cutSpan(tools, path, probe, span, out, {exact?})      → Promise<CutResult>

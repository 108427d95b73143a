import { findTools } from '../../media/index.ts';
import { openClipMedia } from './clip-media.ts';
import { type ComposeHooks, compose } from './compose.ts';
import type { ComposeOptions, ComposeResult } from './types.ts';

export { type ClipMedia, openClipMedia } from './clip-media.ts';
export { type ComposeHooks, type ComposeProgress, compose } from './compose.ts';
export { findMaterial, type Material } from './material.ts';
export { encodeClip, type PreparedClip, prepareClip } from './render-clip.ts';
export { openSourceFiles } from './source-files.ts';
export type { ClipLabels, ComposeOptions, ComposeResult, Look } from './types.ts';

/** Renders labelled videos with this machine's ffmpeg; see `compose`. Throws `missing-program` when there is none. */
export async function composeVideos(
  options: ComposeOptions,
  hooks: ComposeHooks = {},
): Promise<ComposeResult> {
  const tools = await findTools(hooks.signal ? { signal: hooks.signal } : {});
  return compose(options, openClipMedia(tools), hooks);
}

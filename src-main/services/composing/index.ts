import { findTools } from '../../media/index.ts';
import { openClipMedia } from './clip-media.ts';
import { type ComposeHooks, compose } from './compose.ts';
import type { ComposeOptions, ComposeResult } from './types.ts';

export type { ComposeHooks, ComposeProgress } from './compose.ts';
export type { ClipLabels, ComposeOptions, ComposeResult } from './types.ts';

/** Renders labelled videos with this machine's ffmpeg; see `compose`. Throws `missing-program` when there is none. */
export async function composeVideos(
  options: ComposeOptions,
  hooks: ComposeHooks = {},
): Promise<ComposeResult> {
  const tools = await findTools(hooks.signal ? { signal: hooks.signal } : {});
  return compose(options, openClipMedia(tools), hooks);
}

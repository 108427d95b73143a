import type { ServiceContext } from '../context.ts';
import { scanSource } from '../libraries/index.ts';
import { fileOfVideo } from '../moments/video-file.ts';
import type { CacheVideo } from './cache-plan.ts';

/**
 * The videos of some sources (all when none are named) that have both picture and sound and can be reached.
 * The folders are looked through first, so that training needs no indexing before it.
 */
export async function learnableVideos(
  context: ServiceContext,
  sources: readonly number[] | undefined,
  signal: AbortSignal,
): Promise<{ videos: readonly CacheVideo[]; leftOut: number }> {
  const library = context.session.current();
  const { store } = library;
  const ids = sources ?? store.sources.list().map(({ id }) => id);
  const videos: CacheVideo[] = [];
  const seen = new Set<string>();
  let leftOut = 0;
  for (const sourceId of ids) {
    await scanSource(library, sourceId, { signal });
    for (const video of store.videos.ofSource(sourceId)) {
      const known = video.hasPicture !== null ? video : await probed(context, video.id, signal);
      const { contentHash } = video;
      if (!known?.hasPicture || !known.hasSound || video.presence !== 'present' || !contentHash) leftOut++;
      // Copies of one file would be split between learning and validation.
      else if (!seen.has(contentHash)) {
        seen.add(contentHash);
        videos.push({ id: video.id, contentHash, durationSeconds: known.durationSeconds });
      }
    }
  }
  return { videos, leftOut };
}

async function probed(context: ServiceContext, id: number, signal: AbortSignal) {
  try {
    await fileOfVideo(context, id, signal);
    return context.session.current().store.videos.get(id);
  } catch {
    signal.throwIfAborted();
    // Counted as left out; indexing is what records why a file cannot be read.
    return null;
  }
}

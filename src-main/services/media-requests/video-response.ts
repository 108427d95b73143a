import { existsSync } from 'node:fs';
import { EarsightError } from '../../contract/errors.ts';
import type { Probe } from '../../media/index.ts';
import { cacheFolder } from '../caches/index.ts';
import type { ServiceContext } from '../context.ts';
import { videoFile } from '../libraries/video-file.ts';
import { proxyFile, touchProxy } from '../proxies/index.ts';
import { fileResponse } from './file-response.ts';

/**
 * Answers with a video's own file or, where browsers cannot play that, with its proxy. Throws `conflict` when
 * the proxy is still to be made, `offline` when the file is out of reach.
 */
export async function videoResponse(
  context: ServiceContext,
  request: Request,
  id: number,
): Promise<Response> {
  const library = context.session.current();
  const { store } = library;
  const video = store.videos.get(id);
  if (video.playable === false) {
    const path = proxyFile(library, video);
    if (!existsSync(path))
      throw new EarsightError('conflict', 'This video needs a proxy first: call videos.proxy.');
    await touchProxy(path);
    const folders = [cacheFolder(library.folder, 'proxies')];
    return fileResponse(request, path, { folders, contentType: 'video/mp4' });
  }
  if (video.presence !== 'present') throw new EarsightError('offline', `${video.name} cannot be reached.`);
  return fileResponse(request, videoFile(store, video), {
    folders: [store.sources.get(video.sourceId).folder],
    contentType: contentType(store.videos.probe(id) as Probe | null),
  });
}

/** By what the file holds, not by its name; QuickTime is told as MP4, which browsers that can play it expect. */
function contentType(probe: Probe | null): string {
  if (!probe) return 'application/octet-stream';
  const kind = probe.picture ? 'video' : 'audio';
  if (/\b(mp4|mov)\b/.test(probe.container)) return `${kind}/mp4`;
  if (/\b(webm|matroska)\b/.test(probe.container)) return `${kind}/webm`;
  if (/\bogg\b/.test(probe.container)) return `${kind}/ogg`;
  if (/\bmp3\b/.test(probe.container)) return 'audio/mpeg';
  if (/\bwav\b/.test(probe.container)) return 'audio/wav';
  if (/\bflac\b/.test(probe.container)) return 'audio/flac';
  return 'application/octet-stream';
}

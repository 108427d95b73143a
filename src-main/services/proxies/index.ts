import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import type { Handlers } from '../../contract/contract.ts';
import type { VideoDetail } from '../../contract/library.ts';
import { id } from '../../contract/values.ts';
import { proxy } from '../../media/index.ts';
import type { Video } from '../../store/index.ts';
import { cacheFolder, isPart, leftoverMilliseconds, mostBytes } from '../caches/index.ts';
import type { ServiceContext } from '../context.ts';
import { fileOfVideo } from '../moments/index.ts';
import type { OpenLibrary } from '../session/session.ts';
import { boundProxies } from './bounded-proxies.ts';

export { touchProxy } from './bounded-proxies.ts';

/** Where the proxy of a video lies, whether it is there or not. Another one after the video's file changed. */
export function proxyFile(library: OpenLibrary, video: Video): string {
  const version = `${video.sizeBytes.toString(36)}-${Math.round(video.modifiedMs).toString(36)}`;
  return join(cacheFolder(library.folder, 'proxies'), `${video.id}-${version}.mp4`);
}

/** Whether a video needs a stand-in that browsers can play, and how far that is. */
export function proxyState(library: OpenLibrary, video: Video): VideoDetail['proxy'] {
  if (video.playable !== false) return 'not-needed';
  if (existsSync(proxyFile(library, video))) return 'ready';
  const last = library.store.jobs
    .list({ kinds: ['proxy'] })
    .find((job) => (job.request as { video?: number }).video === video.id);
  if (last?.state === 'failed') return 'failed';
  return last && ['queued', 'running', 'paused'].includes(last.state) ? 'making' : 'needed';
}

/** `videos.proxy`, and how a proxy job is done. */
export function proxyHandlers(context: ServiceContext): Partial<Handlers> {
  context.jobs.define('proxy', {
    request: z.object({ video: id, name: z.string() }),
    title: ({ name }) => `Make ${name} playable`,
    isBrief: true,
    run: async ({ video: videoId, name }, control) => {
      const library = context.session.current();
      const video = library.store.videos.get(videoId);
      const out = proxyFile(library, video);
      if (existsSync(out)) return {};
      const { path, probe } = await fileOfVideo(context, videoId, control.signal);
      const folder = cacheFolder(library.folder, 'proxies');
      await mkdir(folder, { recursive: true });
      await removeUseless(out, videoId);
      await proxy(await context.tools(), path, probe, out, {
        onProgress: (share) => control.report(share, name),
        signal: control.signal,
      });
      const gone = await boundProxies(folder, out, mostBytes.proxies);
      context.emit('videos-changed', { videos: [videoId, ...gone] });
      return {};
    },
  });
  return {
    'videos.proxy': ({ video: videoId }) => {
      const library = context.session.current();
      const video = library.store.videos.get(videoId);
      const state = proxyState(library, video);
      if (state === 'ready' || state === 'not-needed') return { job: null };
      const open = library.store.jobs
        .list({ kinds: ['proxy'], states: ['queued', 'running', 'paused'] })
        .find((job) => (job.request as { video?: number }).video === videoId);
      return { job: open?.id ?? context.jobs.start('proxy', { video: videoId, name: video.name }).id };
    },
  };
}

/** Removes proxies of earlier versions of a video, and what killed processes left half done: each may be gigabytes. */
async function removeUseless(out: string, videoId: number): Promise<void> {
  const folder = dirname(out);
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const unfinished = isPart(name);
    const isEarlier = !unfinished && name.startsWith(`${videoId}-`) && name !== basename(out);
    const writtenAt = unfinished ? await stat(path).then(({ mtimeMs }) => mtimeMs, Date.now) : Date.now();
    if (isEarlier || Date.now() - writtenAt > leftoverMilliseconds) await rm(path, { force: true });
  }
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServices } from '../src-main/services/index.ts';
import { indexLibrary } from '../src-main/services/indexing/index-library.ts';
import { addSources } from '../src-main/services/libraries/index.ts';
import { makeVideos } from './made-videos.ts';
import { rounded } from './statistics.ts';

/** Where the indexing of made videos with AVE-Net at full width spends its time, from the folder to the database. */
export async function run(note: (text: string) => void): Promise<unknown> {
  const results: Record<string, unknown> = {};
  for (const [name, size, seconds, count] of [
    ['360p', '640x360', 30, 6],
    ['1080p', '1920x1080', 30, 3],
  ] as const) {
    note(`  making ${count} videos of ${size}`);
    const videos = await makeVideos(count, { seconds, size });
    const home = await mkdtemp(join(tmpdir(), 'earsight-bench-home-'));
    try {
      results[name] = await measure(videos.folder, home, count * seconds);
    } finally {
      await videos.remove();
      await rm(home, { recursive: true, force: true });
    }
  }
  return results;
}

async function measure(folder: string, home: string, videoSeconds: number): Promise<unknown> {
  const services = await createServices({
    role: 'all',
    emit: () => {},
    homeFolder: home,
    library: join(home, 'library'),
  });
  const { context } = services;
  context.settings.change({ device: 'cpu' });
  const sources = addSources(context, [folder]);
  const { store } = context.session.current();
  const { id } = store.jobs.create({ kind: 'index', title: 'benchmark', request: {} });
  store.jobs.claim(id);
  // The first run of a network compiles it: that is no part of a long indexing.
  const model = await context.models.open('untrained-ave');
  await model.network.embedFrames(new Uint8Array(8 * 224 * 224 * 3), 8);
  await model.network.embedSounds(new Float32Array(8 * 48_000), 8);
  const { result, timing } = await indexLibrary(
    context,
    { sources, model: 'untrained-ave', ratePerSecond: 1 },
    {
      id,
      signal: new AbortController().signal,
      report: () => {},
      gate: () => new Promise((resolve) => setImmediate(resolve)),
    },
  );
  await services.close();
  return {
    moments: result.moments,
    seconds: rounded(timing.embeddingWallSeconds),
    timesRealTime: rounded(videoSeconds / timing.embeddingWallSeconds),
    inferenceShare: rounded(timing.inferenceSeconds / timing.embeddingWallSeconds),
  };
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createServices } from '../src-main/services/index.ts';
import { fileOfPath, type VideoFile } from '../src-main/services/moments/index.ts';
import { makeVideos } from './made-videos.ts';
import { quantile, rounded } from './statistics.ts';

const positions = 40;
/** Small films, those of the target (HD), and what cameras write today. */
const sizes = ['640x360', '1280x720', '1920x1080'];

type Services = Awaited<ReturnType<typeof createServices>>;
type Ask = (file: VideoFile, at: number, pixels?: Uint8Array) => Promise<number>;

/**
 * Milliseconds from the request to the heatmap with AVOL-Net at full width: at random positions of long videos
 * (nothing of them decoded yet, a keyframe every ten seconds), and where one scrubs with the window's own pixels.
 */
export async function run(note: (text: string) => void): Promise<unknown> {
  const home = await mkdtemp(join(tmpdir(), 'earsight-bench-home-'));
  const services = await createServices({ role: 'all', emit: () => {}, homeFolder: home });
  try {
    const { context, workbench } = services;
    context.settings.change({ device: 'cpu' });
    const shelved = await context.models.open('untrained-avol');
    const ask: Ask = async (file, at, pixels) => {
      const startedAt = performance.now();
      await workbench.heatmaps.make(shelved, { file, at, pixels }, { file, at });
      return performance.now() - startedAt;
    };
    const results: Record<string, unknown> = {};
    for (const size of sizes) {
      note(`  making 2 videos of ${size}`);
      const videos = await makeVideos(2, { seconds: 60, size });
      try {
        const files = await Promise.all(videos.paths.map((path) => fileOfPath(context, path)));
        results[size] = {
          random: summary(await atRandom(services, ask, files)),
          scrubbing: summary(await scrubbing(services, ask, files[0]!)),
        };
      } finally {
        await videos.remove();
      }
    }
    return { unit: 'ms', ...results };
  } finally {
    await services.close();
    await rm(home, { recursive: true, force: true });
  }
}

/** Positions far apart, both videos in turn, so that no request finds what another one decoded. */
async function atRandom({ workbench }: Services, ask: Ask, files: readonly VideoFile[]): Promise<number[]> {
  await ask(files[0]!, 30);
  const samples: number[] = [];
  for (let index = 0; index < positions; index++) {
    samples.push(await ask(files[index % files.length]!, 1 + ((index * 31.7) % 57)));
    workbench.reader.clear();
    await wait(150);
  }
  return samples;
}

async function scrubbing({ workbench }: Services, ask: Ask, file: VideoFile): Promise<number[]> {
  const { pixels } = await workbench.reader.frame(file, 30);
  await ask(file, 30);
  await wait(1500);
  const samples: number[] = [];
  for (let index = 0; index < positions; index++) {
    // One byte differs: a picture the caches do not know.
    const own = pixels.slice();
    own[index] = own[index]! ^ 255;
    samples.push(await ask(file, 25 + index * 0.13, own));
  }
  return samples;
}

function summary(samples: number[]): { p50: number; p95: number } {
  return { p50: rounded(quantile(samples, 0.5)), p95: rounded(quantile(samples, 0.95)) };
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServices } from '../src-main/services/index.ts';
import { fileOfPath } from '../src-main/services/moments/index.ts';
import { makeVideos } from './made-videos.ts';
import { quantile, rounded } from './statistics.ts';

const positions = 40;

/**
 * Milliseconds from the request to the heatmap with AVOL-Net at full width: at random positions of long videos
 * (nothing of them decoded yet), and where one scrubs with the window's own pixels.
 */
export async function run(note: (text: string) => void): Promise<unknown> {
  note('  making 2 videos of 1280x720');
  const videos = await makeVideos(2, { seconds: 60, size: '1280x720' });
  const home = await mkdtemp(join(tmpdir(), 'earsight-bench-home-'));
  const services = await createServices({ role: 'all', emit: () => {}, homeFolder: home });
  try {
    const { context, workbench } = services;
    context.settings.change({ device: 'cpu' });
    const shelved = await context.models.open('untrained-avol');
    const [first, second] = await Promise.all(videos.paths.map((path) => fileOfPath(context, path)));
    const ask = async (file: typeof first, at: number, pixels?: Uint8Array): Promise<number> => {
      const startedAt = performance.now();
      await workbench.heatmaps.make(shelved, { file: file!, at, pixels }, { file: file!, at });
      return performance.now() - startedAt;
    };
    await ask(first, 30);
    const random: number[] = [];
    for (let index = 0; index < positions; index++) {
      // Far apart, both videos in turn, so that no request finds what another one decoded.
      random.push(await ask(index % 2 ? second : first, 1 + ((index * 31.7) % 57)));
      workbench.reader.clear();
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
    const { pixels } = await workbench.reader.frame(first!, 30);
    await ask(first, 30);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const scrubbing: number[] = [];
    for (let index = 0; index < positions; index++) {
      // One byte differs: a picture the caches do not know.
      const own = pixels.slice();
      own[index] = own[index]! ^ 255;
      scrubbing.push(await ask(first, 25 + index * 0.13, own));
    }
    return { unit: 'ms', random: summary(random), scrubbing: summary(scrubbing) };
  } finally {
    await services.close();
    await videos.remove();
    await rm(home, { recursive: true, force: true });
  }
}

function summary(samples: number[]): { p50: number; p95: number } {
  return { p50: rounded(quantile(samples, 0.5)), p95: rounded(quantile(samples, 0.95)) };
}

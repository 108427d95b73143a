import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { expect, it } from 'vitest';
import { openStore, type Store } from '../../../src-main/store/index.ts';
import { modelHash, momentsPerVideo, vectorOf } from './killed-writer.ts';
import { addVideos, temporaryFolder } from './temporary-library.ts';

const writer = fileURLToPath(new URL('./killed-writer.ts', import.meta.url));

/** Runs the writer to its end. */
function run(task: string, folder: string): Promise<string[]> {
  return runAndKill(task, folder, null);
}

/** Runs the writer and kills it a while after its first line; gives the whole lines it had said by then. */
async function runAndKill(task: string, folder: string, afterMilliseconds: number | null): Promise<string[]> {
  const child = spawn(process.execPath, [writer, task, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    said += text;
  });
  const ended = once(child, 'close');
  if (afterMilliseconds !== null) {
    await Promise.race([once(child.stdout, 'data'), ended]);
    await wait(afterMilliseconds);
    child.kill('SIGKILL');
  }
  await ended;
  return said.split('\n').slice(0, -1);
}

function seededDelays(seed: number): () => number {
  const random = xoroshiro128plus(seed);
  return () => ((random.next() >>> 0) / 2 ** 32) * 60;
}

/** Every video is either wholly there, with the right vectors, or not at all. */
function checkIndexed(store: Store, acknowledged: ReadonlySet<number>): number {
  expect(store.check()).toEqual([]);
  const frames = store.embeddings.load(modelHash, 'frame');
  const sounds = store.embeddings.load(modelHash, 'sound');
  expect([...sounds.momentIds]).toEqual([...frames.momentIds]);
  const found = new Map<number, number>();
  for (const [row, videoId] of frames.videoIds.entries()) {
    found.set(videoId, (found.get(videoId) ?? 0) + 1);
    const at = frames.at[row]!;
    const rowOf = ({ vectors }: typeof frames): Float32Array => vectors.subarray(row * 64, (row + 1) * 64);
    expect(rowOf(frames)).toEqual(vectorOf(videoId, at, 'frame'));
    expect(rowOf(sounds)).toEqual(vectorOf(videoId, at, 'sound'));
  }
  for (const video of store.videos.list({}).items) {
    const moments = found.get(video.id) ?? 0;
    expect([0, momentsPerVideo]).toContain(moments);
    expect(video.moments).toBe(moments);
    if (acknowledged.has(video.id)) expect(moments).toBe(momentsPerVideo);
  }
  return found.size;
}

it('loses nothing and doubles nothing when indexing is killed again and again', async () => {
  const folder = temporaryFolder();
  const videos = 150;
  const first = openStore(folder);
  first.transaction(() => addVideos(first, ...Array.from({ length: videos }, (_, index) => `${index}.mp4`)));
  const { id: jobId } = first.jobs.create({ kind: 'index', title: 'Index', request: {} });
  first.close();

  const delay = seededDelays(1);
  const acknowledged = new Set<number>();
  let done = 0;
  let interruptions = 0;
  const look = (): Store => {
    const store = openStore(folder);
    const reached = checkIndexed(store, acknowledged);
    expect(reached).toBeGreaterThanOrEqual(done);
    done = reached;
    return store;
  };
  const take = (lines: readonly string[]): void => {
    for (const line of lines) {
      expect(acknowledged.has(Number(line)), `video ${line} was done twice`).toBe(false);
      acknowledged.add(Number(line));
    }
  };
  for (let kill = 0; kill < 12; kill++) {
    take(await runAndKill('index', folder, delay()));
    look().close();
    if (done > 0 && done < videos) interruptions++;
  }
  expect(interruptions).toBeGreaterThan(2);
  take(await run('index', folder));
  const store = look();
  expect(done).toBe(videos);
  expect(store.jobs.get(jobId).state).toBe('done');
  store.close();
});

it('keeps every annotation edit with its undo record, or neither, when the writer is killed', async () => {
  const folder = temporaryFolder();
  const first = openStore(folder);
  addVideos(first, 'a.mp4');
  first.close();
  const delay = seededDelays(2);
  const acknowledged = new Set<number>();
  for (let kills = 0; kills < 8; kills++) {
    for (const line of await runAndKill('annotate', folder, delay()))
      for (const id of line.split(' ')) acknowledged.add(Number(id));
    const store = openStore(folder);
    expect(store.check()).toEqual([]);
    const { items } = store.annotations.list({});
    const ids = new Set(items.map((annotation) => annotation.id));
    // A killed writer may have undone an edit it never told of, but none that it did tell.
    expect([...acknowledged].filter((id) => !ids.has(id))).toEqual([]);
    expect(items.every((annotation) => annotation.boxes.length === 1)).toBe(true);
    expect(items.length).toBe(3 * store.history.depth().undo);
    store.close();
  }
  expect(acknowledged.size).toBeGreaterThan(0);
  const store = openStore(folder);
  while (store.history.undo() !== null);
  expect(store.annotations.list({}).total).toBe(0);
  store.close();
});

/**
 * A process to be killed: does what the jobs worker does with a library, without decoding anything, and says on
 * stdout what has been done. `moments` and `vectorOf` say what must be found afterwards.
 */
import { openStore } from '../../../src-main/store/index.ts';

export const momentsPerVideo = 12;
export const modelHash = 'the model';

/** The vector of a moment, different for every video, moment and modality. */
export function vectorOf(videoId: number, at: number, modality: 'frame' | 'sound'): Float32Array {
  const base = videoId * 1000 + at + (modality === 'sound' ? 0.25 : 0);
  return Float32Array.from({ length: 64 }, (_, index) => base + index / 64);
}

/** Indexes whatever waits, resuming the job of the process before. */
function index(folder: string): void {
  const store = openStore(folder);
  store.jobs.recover();
  const job = store.jobs.claimNext(['index']);
  if (job === null) return;
  let done = (job.checkpoint as { done: number } | null)?.done ?? 0;
  for (const video of store.videos.waitingFor(modelHash, 1)) {
    store.videos.saveProbe(video.id, {
      probe: { of: video.id },
      durationSeconds: momentsPerVideo,
      hasPicture: true,
      hasSound: true,
      playable: true,
    });
    store.videos.beginIndexing(video.id, job.id);
    const moments = Array.from({ length: momentsPerVideo }, (_, index) => {
      const at = index + 0.5;
      return { at, frame: vectorOf(video.id, at, 'frame'), sound: vectorOf(video.id, at, 'sound') };
    });
    store.videos.completeIndexing(video.id, { modelHash, moments });
    process.stdout.write(`${video.id}\n`);
    store.jobs.update(job.id, { checkpoint: { done: ++done } });
  }
  store.jobs.update(job.id, { state: 'done', result: { done } });
  store.close();
}

/** Edits annotations for ever: adds, changes and removes, undoing every fifth edit. */
function annotate(folder: string): void {
  const store = openStore(folder);
  const [video] = store.videos.list({}).items;
  for (let round = 0; ; round++) {
    const { annotations } = store.history.edit({
      title: `edit ${round}`,
      author: 'writer',
      steps: [1, 2, 3].map((part) => ({
        kind: 'create-annotation',
        content: {
          videoId: video!.id,
          labelId: null,
          span: { fromSeconds: part, toSeconds: part + 1 },
          boxes: [{ atSeconds: part, x0: 0, y0: 0, x1: 0.5, y1: 0.5 }],
          lowHz: null,
          highHz: null,
          note: `${process.pid} ${round}`,
          status: 'accepted',
          proposal: null,
          track: null,
        },
      })),
    });
    if (round % 5 === 4) store.history.undo();
    else process.stdout.write(`${annotations.map(({ id }) => id).join(' ')}\n`);
  }
}

const [task, folder] = process.argv.slice(2);
if (task === 'index') index(folder!);
if (task === 'annotate') annotate(folder!);

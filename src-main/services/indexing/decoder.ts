import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Tools } from '../../media/index.ts';
import type { ThreadRequest } from './decode-thread.ts';
import { decodeVideo } from './decode-video.ts';
import type { DecodeEvent, DecodeTask } from './decoded-batch.ts';

/** Events that may wait between the threads; 8 batches of 8 moments are about 22 MB. */
const creditCount = 8;

/** How many videos the decoder knows of ahead, so that the next one starts the moment the last one ends. */
const tasksAhead = 3;

/**
 * Decodes videos one after the other in a thread of its own, ahead of the consumer but never further than a
 * few batches. Trouble with a file is an event; rejects only when the signal is aborted or the thread dies.
 */
export async function* decodeAll(
  tools: Tools,
  tasks: Iterable<DecodeTask>,
  options: { signal: AbortSignal; appFolder: string },
): AsyncGenerator<DecodeEvent> {
  const entry = threadEntry(options.appFolder);
  if (!entry) {
    for (const task of tasks) yield* decodeVideo(tools, task, options.signal);
    return;
  }
  const worker = new Worker(entry, { workerData: { tools, credits: creditCount }, name: 'decoder' });
  const inbox = makeInbox(worker, options.signal);
  const request = (message: ThreadRequest): void => worker.postMessage(message);
  const queue = tasks[Symbol.iterator]();
  let open = 0;
  const feed = (): void => {
    while (open < tasksAhead) {
      const next = queue.next();
      if (next.done) return;
      open++;
      request({ kind: 'decode', task: next.value });
    }
  };
  try {
    for (feed(); open > 0; feed()) {
      const event = await inbox.next();
      request({ kind: 'credit' });
      if (event.kind === 'end' || event.kind === 'failed') open--;
      yield event;
    }
  } finally {
    inbox.close();
    request({ kind: 'stop' });
    // ffmpeg dies with its signal; a thread that does not answer must not keep the process alive.
    setTimeout(() => void worker.terminate(), 2000).unref();
    worker.unref();
  }
}

/**
 * The thread's file: TypeScript in a checkout, the bundle's own entry in a build. Null where neither is there:
 * decoding then shares the thread with the engine, slower but right.
 */
function threadEntry(appFolder: string): URL | string | null {
  if (import.meta.url.endsWith('.ts')) return new URL('./decode-thread.ts', import.meta.url);
  const built = join(appFolder, 'out', 'main', 'decode-thread.js');
  return existsSync(built) ? built : null;
}

function makeInbox(worker: Worker, signal: AbortSignal): { next(): Promise<DecodeEvent>; close(): void } {
  const arrived: DecodeEvent[] = [];
  let failure: unknown = null;
  let wake = (): void => {};
  const fail = (error: unknown): void => {
    failure ??= error;
    wake();
  };
  const abort = (): void => fail(signal.reason);
  worker.on('message', (event: DecodeEvent) => {
    arrived.push(event);
    wake();
  });
  worker.on('error', fail);
  worker.on('exit', () => fail(new Error('The decoding thread ended early.')));
  signal.addEventListener('abort', abort, { once: true });
  return {
    async next() {
      for (;;) {
        if (signal.aborted) throw signal.reason;
        const event = arrived.shift();
        if (event) return event;
        if (failure) throw failure;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    close: () => signal.removeEventListener('abort', abort),
  };
}

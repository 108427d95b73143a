import { parentPort, workerData } from 'node:worker_threads';
import type { Tools } from '../../media/index.ts';
import { decodeVideo } from './decode-video.ts';
import type { DecodeEvent, DecodeTask } from './decoded-batch.ts';

/** What the thread is told: another video to decode, room for one more event, or to stop. */
export type ThreadRequest = { kind: 'decode'; task: DecodeTask } | { kind: 'credit' } | { kind: 'stop' };

// The thread that reads ffmpeg's pipes while the engine blocks the main thread (`session.run` does not return
// to the event loop until it is done). Events go out only against credits, which bounds what waits in memory.
const port = parentPort!;
const { tools, credits: initialCredits } = workerData as { tools: Tools; credits: number };
const stopping = new AbortController();
const tasks: DecodeTask[] = [];
let credits = initialCredits;
let wake = (): void => {};

port.on('message', (request: ThreadRequest) => {
  if (request.kind === 'stop') stopping.abort();
  if (request.kind === 'credit') credits++;
  if (request.kind === 'decode') tasks.push(request.task);
  wake();
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition() && !stopping.signal.aborted) {
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
  }
}

async function send(event: DecodeEvent): Promise<void> {
  await until(() => credits > 0);
  credits--;
  const transfer = event.kind === 'batch' ? [event.batch.frames.buffer, event.batch.sounds.buffer] : [];
  port.postMessage(event, transfer as ArrayBuffer[]);
}

async function work(): Promise<void> {
  for (;;) {
    await until(() => tasks.length > 0);
    if (stopping.signal.aborted) return;
    for await (const event of decodeVideo(tools, tasks.shift()!, stopping.signal)) await send(event);
  }
}

try {
  await work();
} catch (error) {
  if (!stopping.signal.aborted) throw error;
}
port.close();

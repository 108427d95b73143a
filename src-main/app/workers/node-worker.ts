import { fork } from 'node:child_process';
import type { WorkerProcess } from './worker-slot.ts';

export interface NodeWorkerOptions {
  /**
   * A folder of the user's own in which Node keeps what it compiled: TypeScript run as it is starts in less
   * than half the time the second time.
   */
  compileCache?: string;
}

/**
 * Starts a worker as a Node process. It gets a process group of its own where the system has such things:
 * Ctrl-C in a terminal must reach the main process alone, which then ends the workers in order; otherwise
 * the same keys would kill a running ffmpeg and leave its video marked as broken.
 */
export function startNodeWorker(entry: string, options: NodeWorkerOptions = {}): WorkerProcess {
  const { compileCache } = options;
  const child = fork(entry, [], {
    serialization: 'advanced',
    // Not those of the main process: its inspector, say, holds its port already.
    execArgv: [],
    env: { ...process.env, ...(compileCache === undefined ? {} : { NODE_COMPILE_CACHE: compileCache }) },
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  let ended: string | null = null;
  let onClose: (reason: string) => void = () => {};
  const end = (reason: string): void => {
    if (ended !== null) return;
    ended = reason;
    onClose(reason);
  };
  child.on('error', (error) => end(error.message));
  child.on('exit', (code, signal) => {
    endGroup(child.pid);
    end(signal ? `ended by ${signal}` : `ended with status ${code}`);
  });
  return {
    pid: child.pid ?? null,
    // A process that dies with messages on the way must not take us along: its exit tells all there is.
    send: (message) => child.connected && child.send(message as object, () => {}),
    onMessage: (listener) => child.on('message', listener),
    onClose: (listener) => {
      onClose = listener;
      if (ended !== null) listener(ended);
    },
    close: () => child.kill('SIGKILL'),
  };
}

/**
 * Ends what a worker that is gone left running: a killed or crashed one cannot end its ffmpeg itself, which would
 * go on for hours where it writes a file (the room of ffmpeg sees to it too, for workers without a group). On Windows
 * the system ends them with their parent.
 */
function endGroup(group: number | undefined): void {
  if (group === undefined || process.platform === 'win32') return;
  try {
    process.kill(-group, 'SIGKILL');
  } catch {
    // Nothing was left: the usual case.
  }
}

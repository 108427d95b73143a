import type { UtilityProcess, utilityProcess } from 'electron';
import type { WorkerRole } from '../workers/worker-calls.ts';
import type { WorkerProcess } from '../workers/worker-slot.ts';

/**
 * Starts a worker as one of Electron's utility processes: Node inside Electron's own binary, which works with
 * the fuse that turns `ELECTRON_RUN_AS_NODE` off, and which ends with the app whatever happens.
 */
export function startUtilityWorker(
  fork: typeof utilityProcess.fork,
  entry: string,
  role: WorkerRole,
): WorkerProcess {
  const child: UtilityProcess = fork(entry, [], { serviceName: `Earsight ${role}`, stdio: 'inherit' });
  let ended: string | null = null;
  let onClose: (reason: string) => void = () => {};
  child.on('exit', (code) => {
    ended = `ended with status ${code}`;
    onClose(ended);
  });
  return {
    get pid() {
      return child.pid ?? null;
    },
    send: (message) => child.postMessage(message),
    onMessage: (listener) => child.on('message', listener),
    onClose: (listener) => {
      onClose = listener;
      if (ended !== null) listener(ended);
    },
    close: () => child.kill(),
  };
}

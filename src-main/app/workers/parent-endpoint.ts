import type { MessageEndpoint } from '../../contract/endpoint.ts';

/** Electron's port of a utility process to its parent, as far as we use it. */
interface ParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
}

/**
 * A worker process's connection to the process that started it: Electron's parent port in a utility process,
 * else Node's channel of a forked process. Throws when nobody has started this process as a worker.
 */
export function parentEndpoint(): MessageEndpoint {
  const port = (process as { parentPort?: ParentPort }).parentPort;
  if (port) return utilityEndpoint(port);
  if (!process.send) throw new Error('worker.ts is started by Earsight itself, not by hand.');
  return {
    // With a callback, or a main process that died this moment would end this one by an unheard error, before it
    // has put its job away.
    send: (message) => process.connected && process.send?.(message, undefined, undefined, () => {}),
    onMessage: (listener) => process.on('message', listener),
    onClose: (listener) => process.once('disconnect', () => listener('the main process has gone')),
    close: () => process.disconnect?.(),
  };
}

function utilityEndpoint(port: ParentPort): MessageEndpoint {
  return {
    send: (message) => port.postMessage(message),
    onMessage: (listener) => port.on('message', (event) => listener(event.data)),
    // Chromium ends a utility process together with the app; there is nobody left to be told.
    onClose: () => {},
    close: () => process.exit(0),
  };
}

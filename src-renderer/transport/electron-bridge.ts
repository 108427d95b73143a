import type { WindowBridge } from '../../src-main/contract/bridge.ts';
import type { MessageEndpoint } from '../../src-main/contract/endpoint.ts';

declare global {
  interface Window {
    /** What Electron's preload script exposes; absent in a browser. */
    earsightBridge?: WindowBridge;
  }
}

/** The window's end of Electron's channel to the main process. It lives as long as the window does. */
export function bridgeEndpoint(bridge: WindowBridge): MessageEndpoint {
  return {
    send: (message) => bridge.send(message),
    onMessage: (listener) => bridge.onMessage(listener),
    onClose: () => {},
    close: () => {},
  };
}

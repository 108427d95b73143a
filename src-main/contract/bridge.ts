/**
 * What Electron's preload script puts on `window.earsightBridge`: a channel for messages, and the one thing a
 * page cannot know by itself, where a dropped folder lies. Everything is cloned on its way.
 */
export interface WindowBridge {
  /** Sends a message to the main process. */
  send(message: unknown): void;
  /** Hears the messages of the main process; one listener at most. */
  onMessage(listener: (message: unknown) => void): void;
  /** The absolute path of a file or folder dropped on the window; empty for a file made by the page. */
  pathOfFile(file: unknown): string;
}

/** The name of the preload script's channel in both directions. */
export const bridgeChannel = 'earsight';

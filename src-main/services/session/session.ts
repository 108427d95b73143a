import type { EventName, Events } from '../../contract/events.ts';
import type { Store } from '../../store/index.ts';

/**
 * Which half of the contract a process answers. `interactive` and `jobs` are the window's two workers;
 * `all` is the command line, which holds both halves in its own process.
 */
export type Role = 'interactive' | 'jobs' | 'all';

/** Tells whoever listens that something changed; a transport carries it to the windows. */
export type Emit = <Name extends EventName>(name: Name, event: Events[Name]) => void;

/** The library in use: its folder (absolute) and its open database. */
export interface OpenLibrary {
  readonly folder: string;
  readonly store: Store;
}

/** Holds the one library that a process has open. */
export interface LibrarySession {
  /**
   * Opens the library in a folder and closes the one before, once its jobs have let go of it. Rejects with
   * `not-found` when there is none and `create` is false, and with `not-allowed` when it cannot be written, unless
   * `readOnly` says that reading is enough. Opening the folder that is open already changes nothing.
   */
  open(folder: string, options?: { create?: boolean; readOnly?: boolean }): Promise<OpenLibrary>;
  /** The open library; throws `not-found` when none is open. */
  current(): OpenLibrary;
  /** The open library, or null. */
  peek(): OpenLibrary | null;
  /** Calls the listener, and waits for it, before a library closes. */
  beforeClose(listener: (library: OpenLibrary) => void | Promise<void>): void;
  /** Calls the listener after a library was opened. */
  afterOpen(listener: (library: OpenLibrary) => void): void;
  close(): Promise<void>;
}

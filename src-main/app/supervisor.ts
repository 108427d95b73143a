import type { Answer } from '../contract/answerer.ts';
import { type MethodName, methods, type Parsed } from '../contract/contract.ts';
import { EarsightError } from '../contract/errors.ts';
import { type EventName, events } from '../contract/events.ts';
import { librarySummary } from '../contract/library.ts';
import { isMethodName, parseInput } from '../contract/parse-input.ts';
import { remoteMedia } from './workers/remote-media.ts';
import type { WorkerRole } from './workers/worker-calls.ts';
import { type WorkerProcess, WorkerSlot } from './workers/worker-slot.ts';

/** Hears an event that goes to every window. */
export type EventListener = (name: EventName, payload: unknown) => void;

/** The main process's own methods: those that the contract marks `main`. */
export type MainHandlers = {
  [Name in MethodName]?: (input: Parsed<Name>, signal: AbortSignal) => Promise<unknown>;
};

export interface SupervisorOptions {
  /** Starts a worker process; how is the surroundings' business (Node's fork, Electron's utility process). */
  start: (role: WorkerRole) => WorkerProcess;
  appFolder?: string;
  homeFolder?: string;
  firstPauseMilliseconds?: number;
}

/**
 * The main process's router. It holds no service itself: each call goes to the worker that the contract
 * names, each event to every window, and a worker that dies is started again with the library it had open.
 * Jobs resume by themselves, for their rows are in the library.
 */
export class Supervisor {
  readonly #slots: Record<WorkerRole, WorkerSlot>;
  readonly #listeners = new Set<EventListener>();
  #handlers: MainHandlers = {};
  #library: string | null = null;
  #opening: Promise<unknown> = Promise.resolve();

  constructor(options: SupervisorOptions) {
    this.#slots = {
      interactive: this.#slot('interactive', options),
      jobs: this.#slot('jobs', options),
    };
  }

  /** Gives the methods that the main process answers itself. */
  handle(handlers: MainHandlers): void {
    this.#handlers = { ...this.#handlers, ...handlers };
  }

  /** Answers a client's call; the answer of every transport. Throws `EarsightError`. */
  readonly call: Answer = async (name, input, signal) => {
    if (!isMethodName(name))
      throw new EarsightError('invalid-input', `There is no method ${JSON.stringify(name.slice(0, 64))}.`, {
        field: 'method',
      });
    if (name === 'library.open') return this.#openLibrary(parseInput('library.open', input), signal);
    const { worker } = methods[name];
    if (worker !== 'main') return this.#slots[worker].call(name, input, signal);
    const handler = Object.hasOwn(this.#handlers, name) ? this.#handlers[name] : undefined;
    if (!handler) throw new EarsightError('not-allowed', `${name} is not to be had here.`);
    // The handler of a name takes that name's own input, which `parseInput` has just made.
    return (handler as (input: unknown, signal: AbortSignal) => Promise<unknown>)(
      parseInput<MethodName>(name, input),
      signal,
    );
  };

  /** Answers a request for the paths of `mediaPaths`. Errors become a status with a sentence. */
  media(request: Request): Promise<Response> {
    return remoteMedia(this.#slots.interactive, request);
  }

  /** Hears every event until the returned function is called. */
  onEvent(listener: EventListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Tells every window something that the main process itself knows. */
  tell(name: EventName, payload: unknown): void {
    for (const listener of this.#listeners) listener(name, payload);
  }

  /** The ids of the running workers, for `doctor` and for tests that kill them. */
  get processIds(): Record<WorkerRole, number | null> {
    return { interactive: this.#slots.interactive.pid, jobs: this.#slots.jobs.pid };
  }

  /** Ends both workers in order. */
  async close(): Promise<void> {
    await Promise.all([this.#slots.interactive.close(), this.#slots.jobs.close()]);
  }

  /**
   * Both workers hold the same library. They open it one after the other, the interactive one first: it may
   * have to make it, and two processes must not migrate one database at once.
   */
  #openLibrary(input: Parsed<'library.open'>, signal: AbortSignal): Promise<unknown> {
    const opened = this.#opening.then(async () => {
      const output = await this.#slots.interactive.call('library.open', input, signal);
      const { folder } = librarySummary.parse(output);
      this.#library = folder;
      await this.#slots.jobs.call('library.open', { folder, create: false });
      return output;
    });
    this.#opening = opened.catch(() => {});
    return opened;
  }

  #slot(role: WorkerRole, options: SupervisorOptions): WorkerSlot {
    const { start, appFolder, homeFolder, firstPauseMilliseconds } = options;
    return new WorkerSlot({
      role,
      start,
      input: {
        role,
        ...(appFolder === undefined ? {} : { appFolder }),
        ...(homeFolder === undefined ? {} : { homeFolder }),
      },
      prepare: async (call) => {
        if (this.#library !== null) await call('library.open', { folder: this.#library, create: false });
      },
      onEvent: (name, payload) => this.#forward(name, payload),
      onState: (state) => this.tell('worker', state),
      ...(firstPauseMilliseconds === undefined ? {} : { firstPauseMilliseconds }),
    });
  }

  #forward(name: string, payload: unknown): void {
    // A worker that says what the contract does not know is a bug of ours; windows are spared it.
    if (!Object.hasOwn(events, name) || !events[name as EventName].safeParse(payload).success)
      process.stderr.write(`A worker sent an event outside the contract: ${name}\n`);
    else this.tell(name as EventName, payload);
  }
}

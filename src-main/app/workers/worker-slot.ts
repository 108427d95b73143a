import { setTimeout as sleep } from 'node:timers/promises';
import { Caller } from '../../contract/caller.ts';
import type { MessageEndpoint } from '../../contract/endpoint.ts';
import { EarsightError } from '../../contract/errors.ts';
import type { Events } from '../../contract/events.ts';
import { type StartInput, type WorkerRole, workerMethods } from './worker-calls.ts';

/** A worker process: its connection, which ends with it; `close` ends it at once. */
export interface WorkerProcess extends MessageEndpoint {
  /** The process id; null when the system gave none. */
  readonly pid: number | null;
}

/** Calls a method in a worker. */
export type WorkerCall = (method: string, input: unknown, signal?: AbortSignal) => Promise<unknown>;

export interface WorkerSlotOptions {
  role: WorkerRole;
  start: (role: WorkerRole) => WorkerProcess;
  input: StartInput;
  /** Brings a new process to the state that the one before had, before it takes any call. */
  prepare: (call: WorkerCall) => Promise<void>;
  onEvent: (name: string, payload: unknown) => void;
  onState: (state: Events['worker']) => void;
  /** The pause before the first restart; it doubles with every further one. */
  firstPauseMilliseconds?: number;
}

const longestPauseMilliseconds = 10_000;
/** A process that lived this long was sound: the next death starts with the short pause again. */
const soundAfterMilliseconds = 30_000;
/** After so many failed starts in a row, calls are refused, and a later call tries afresh. */
const patientStarts = 4;
const closeLimitMilliseconds = 5000;

/** Keeps one worker process alive: starts it, restarts it with growing pauses, and carries calls to it. */
export class WorkerSlot {
  readonly #options: WorkerSlotOptions;
  #process: WorkerProcess | null = null;
  #ready: Promise<Caller>;
  #deaths = 0;
  #refusedAt: number | null = null;
  #closed = false;

  constructor(options: WorkerSlotOptions) {
    this.#options = options;
    this.#ready = this.#launchAfter(0);
  }

  /**
   * Calls a method, once the process is ready. Rejects with `worker-died` when the process ends before the
   * answer; the call is not repeated, for it may have had its effect.
   */
  async call(method: string, input: unknown, signal?: AbortSignal): Promise<unknown> {
    if (this.#closed) throw closing();
    if (this.#refusedAt !== null && performance.now() - this.#refusedAt > longestPauseMilliseconds) {
      this.#refusedAt = null;
      this.#ready = this.#launchAfter(0);
    }
    const caller = await this.#ready;
    return caller.call(method, input, signal);
  }

  /** The id of the process in charge; null between a death and the restart. */
  get pid(): number | null {
    return this.#process?.pid ?? null;
  }

  /** Lets the process put its work away, then ends it. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    if (!this.#process) return;
    const orderly = this.#ready.then((caller) => caller.call(workerMethods.close, {}));
    // A process that cannot put its work away in order, or in time, is ended like one that can.
    await Promise.race([orderly.catch(() => {}), pause(closeLimitMilliseconds)]);
    this.#process?.close();
  }

  /** A started process, after a pause; the promise's rejection is left to whoever calls meanwhile. */
  #launchAfter(milliseconds: number): Promise<Caller> {
    const launched = milliseconds > 0 ? pause(milliseconds).then(() => this.#launch()) : this.#launch();
    launched.catch(() => {});
    return launched;
  }

  async #launch(): Promise<Caller> {
    let reason = '';
    for (let attempt = 1; attempt <= patientStarts; attempt++) {
      if (this.#closed) throw closing();
      try {
        return await this.#startOnce();
      } catch (error) {
        reason = error instanceof Error ? error.message : String(error);
        if (attempt < patientStarts) await pause(this.#pauseMilliseconds(attempt));
      }
    }
    this.#refusedAt = performance.now();
    throw new EarsightError('worker-died', `The ${this.#options.role} process does not start: ${reason}`);
  }

  async #startOnce(): Promise<Caller> {
    const { role, start, input, prepare, onEvent } = this.#options;
    const startedAt = performance.now();
    const running = start(role);
    this.#process = running;
    let ready = false;
    const caller = new Caller(running, {
      onEvent,
      lostCode: 'worker-died',
      onLost: (reason) => {
        if (this.#process === running) this.#process = null;
        if (ready) this.#died(reason, performance.now() - startedAt);
      },
    });
    try {
      await caller.call(workerMethods.start, input);
      await prepare((method, callInput, signal) => caller.call(method, callInput, signal));
    } catch (error) {
      running.close();
      throw error;
    }
    ready = true;
    return caller;
  }

  #died(reason: string, livedMilliseconds: number): void {
    if (this.#closed) return;
    const { role, onState } = this.#options;
    this.#deaths = livedMilliseconds > soundAfterMilliseconds ? 1 : this.#deaths + 1;
    onState({ worker: role, state: 'died', reason });
    this.#ready = this.#launchAfter(this.#pauseMilliseconds(this.#deaths));
    this.#ready.then(
      () => onState({ worker: role, state: 'restarted', reason }),
      () => {},
    );
  }

  /** The pause after the n-th failure in a row. */
  #pauseMilliseconds(failures: number): number {
    const first = this.#options.firstPauseMilliseconds ?? 200;
    return Math.min(first * 2 ** (failures - 1), longestPauseMilliseconds);
  }
}

function closing(): EarsightError {
  return new EarsightError('worker-died', 'Earsight is closing.');
}

/** Waits; a wait alone does not keep the process from ending. */
function pause(milliseconds: number): Promise<void> {
  return sleep(milliseconds, undefined, { ref: false });
}

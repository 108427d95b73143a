import type { JobChange } from '../../store/index.ts';
import type { Emit, OpenLibrary } from '../session/session.ts';
import { toContractJob } from './job-view.ts';
import { estimateProgress, type ProgressEstimate } from './progress-estimate.ts';
import { makeThrottle } from './throttle.ts';
import type { Turns } from './turns.ts';

/** What a job may use while it runs. */
export interface JobControl {
  /** The job's id: name working files after it. */
  readonly id: string;
  /** Aborted when the job is cancelled or the app closes. */
  readonly signal: AbortSignal;
  /** Tells how far the job is (0…1, null while unknown) and what it does now. Cheap: call it as often as one likes. */
  report(progress: number | null, message?: string): void;
  /**
   * Call between pieces of work: stands still while the job is paused, and lets the event loop turn so that
   * a pause or a cancellation can arrive. Rejects when the job has to end.
   */
  gate(): Promise<void>;
  /** Where an earlier, interrupted run of this job wanted to go on from; null at the beginning. */
  readonly checkpoint: unknown;
  /** Notes where to go on from after a kill. */
  saveCheckpoint(checkpoint: unknown): void;
}

/** A job that this process holds: waiting for its turn, running, or paused. */
export interface HeldJob {
  readonly control: JobControl;
  /** Settles when the job has left this process. */
  readonly finished: Promise<void>;
  /** Waits for the turn and claims the job; false when it is somebody else's or over by then. */
  begin(): Promise<boolean>;
  pause(): void;
  resume(): void;
  abort(reason: Ending): void;
  /** Why the job was aborted, or null. */
  readonly ending: Ending | null;
  readonly paused: boolean;
  end(change: JobChange): void;
  finish(): void;
}

/** Why a job stops early: by the user, because the app closes, or because another process has it. */
export type Ending = 'cancelled' | 'closing' | 'taken';

/** At most five events a second reach the windows. */
const eventMilliseconds = 200;

interface Parts {
  library: OpenLibrary;
  id: string;
  turns: Turns;
  emit: Emit;
}

/** Takes hold of a queued or paused job. */
export function holdJob({ library, id, turns, emit }: Parts): HeldJob {
  const jobs = library.store.jobs;
  const controller = new AbortController();
  const finished = Promise.withResolvers<void>();
  let pausing: PromiseWithResolvers<void> | null = null;
  let handOn = (): void => {};
  let estimate: ProgressEstimate | null = null;
  let ending: Ending | null = null;
  const abort = (reason: Ending): void => {
    ending ??= reason;
    controller.abort(new DOMException(`The job stops: ${reason}.`, 'AbortError'));
  };

  const update = (change: JobChange): void => emit('job', toContractJob(jobs.update(id, change)));
  const throttle = makeThrottle<JobChange>(eventMilliseconds, (change) => {
    try {
      update(change);
    } catch {
      // How far a job is, is worth no failure, least of all out of a timer, where it would end the process. A
      // library that cannot be written tells the job itself as soon as it has something to keep.
    }
  });

  /** Hands the turn on while paused and stands in line again afterwards. */
  async function standStill(): Promise<void> {
    throttle.flush();
    const pausedAt = performance.now() / 1000;
    handOn();
    while (pausing) await race(pausing.promise, controller.signal);
    handOn = await turns.take(controller.signal);
    if (!jobs.claim(id)) abort('taken');
    controller.signal.throwIfAborted();
    estimate?.skip(pausedAt, performance.now() / 1000);
    update({});
  }

  const control: JobControl = {
    id,
    signal: controller.signal,
    get checkpoint() {
      return jobs.get(id).checkpoint;
    },
    saveCheckpoint: (checkpoint) => void jobs.update(id, { checkpoint }),
    report(progress, message) {
      const now = performance.now() / 1000;
      let secondsLeft: number | null = null;
      if (progress !== null) {
        estimate ??= estimateProgress(progress, now);
        secondsLeft = estimate.reach(progress, now);
      }
      if (!pausing) throttle.push({ progress, secondsLeft, ...(message === undefined ? {} : { message }) });
    },
    async gate() {
      await new Promise((resolve) => setImmediate(resolve));
      controller.signal.throwIfAborted();
      if (pausing) await standStill();
    },
  };

  return {
    control,
    finished: finished.promise,
    async begin() {
      handOn = await turns.take(controller.signal);
      while (pausing) {
        handOn();
        await race(pausing.promise, controller.signal);
        handOn = await turns.take(controller.signal);
      }
      if (!jobs.claim(id)) return false;
      update({});
      return true;
    },
    pause() {
      pausing ??= Promise.withResolvers();
      throttle.flush();
      update({ state: 'paused' });
    },
    resume() {
      const waiting = pausing;
      pausing = null;
      update({ state: 'queued' });
      waiting?.resolve();
    },
    abort,
    get ending() {
      return ending;
    },
    get paused() {
      return pausing !== null;
    },
    end(change) {
      throttle.flush();
      update(change);
    },
    finish() {
      throttle.stop();
      handOn();
      finished.resolve();
    },
  };
}

/** Waits for a promise, or rejects with the signal's reason as soon as that is aborted. */
async function race(promise: Promise<void>, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const leave = (): void => aborted.reject(signal.reason);
  signal.addEventListener('abort', leave, { once: true });
  try {
    await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}

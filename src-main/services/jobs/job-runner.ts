import type { z } from 'zod';
import type { Job, JobKind } from '../../contract/jobs.ts';

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
   * a pause or a cancellation can arrive. Rejects with an `AbortError` when the job has to end.
   */
  gate(): Promise<void>;
}

/** A kind of job. `run` is called again with the same payload after a kill, and goes on from what the library holds. */
export interface JobWork<Payload> {
  readonly payload: z.ZodType<Payload>;
  title(payload: Payload): string;
  run(payload: Payload, control: JobControl): Promise<unknown>;
}

/** Runs the library's long work: one job at a time, in order, each written down so that a kill loses none. */
export interface JobRunner {
  /** Says how a kind of job is done. Once a kind. */
  define<Payload>(kind: JobKind, work: JobWork<Payload>): void;
  /** Queues a job in the open library. Throws `invalid-input` when the payload is not the kind's. */
  start(kind: JobKind, payload: unknown): Job;
  /** Throws `not-found`, or `conflict` when the job has ended. */
  pause(id: string): void;
  resume(id: string): void;
  cancel(id: string): void;
  /** The library's jobs, newest first. */
  list(): Job[];
  /** The job when it has ended (done, failed or cancelled). */
  ended(id: string): Promise<Job>;
  /** Takes up the jobs that a killed process left queued or running in the open library. */
  takeUp(): void;
  /** Stops what runs and leaves it queued, to be taken up at the next start. */
  close(): Promise<void>;
}

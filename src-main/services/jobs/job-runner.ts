import { z } from 'zod';
import { EarsightError } from '../../contract/errors.ts';
import type { Job, JobKind } from '../../contract/jobs.ts';
import type { JobFailure } from '../../store/index.ts';
import { toEarsightError } from '../errors.ts';
import type { Emit, LibrarySession, OpenLibrary, Role } from '../session/session.ts';
import { type HeldJob, holdJob, type JobControl } from './held-job.ts';
import { toContractJob } from './job-view.ts';
import { makeTurns } from './turns.ts';

export type { JobControl } from './held-job.ts';

/** A kind of job. `run` is called again with the same request after a kill, and goes on from what the library holds. */
export interface JobWork<Request> {
  readonly request: z.ZodType<Request>;
  title(request: Request): string;
  /** Of minutes at most, and wanted now: it waits for others of its sort, not for an indexing or a training. */
  readonly isBrief?: boolean;
  run(request: Request, control: JobControl): Promise<unknown>;
}

/** Runs the library's long work: one heavy and one brief job at a time, in order, each written down so that a kill loses none. */
export interface JobRunner {
  /** Says how a kind of job is done. Once a kind. */
  define<Request>(kind: JobKind, work: JobWork<Request>): void;
  /** Queues a job in the open library. Throws `invalid-input` when the request is not the kind's. */
  start(kind: JobKind, request: unknown): Job;
  /** Each throws `not-found`, or `conflict` when the job has ended or runs in another process. */
  pause(id: string): void;
  resume(id: string): void;
  cancel(id: string): void;
  /** The library's jobs, newest first. */
  list(): Job[];
  /** The job once it has ended: done, failed or cancelled. Rejects when its end could not be written down. */
  ended(id: string): Promise<Job>;
  /** Takes up what a killed process left queued or running in the open library; does nothing in an `interactive` process. */
  takeUp(): void;
  /** Stops what runs and leaves it queued, to be taken up when the library is opened again. */
  letGo(): Promise<void>;
}

const finalStates = new Set(['done', 'failed', 'cancelled']);
const beatMilliseconds = 20_000;

export interface JobRunnerOptions {
  role: Role;
  session: LibrarySession;
  emit: Emit;
}

/** The job runner of a process. */
export function makeJobRunner({ role, session, emit }: JobRunnerOptions): JobRunner {
  const kinds = new Map<string, JobWork<unknown>>();
  const held = new Map<string, HeldJob>();
  const turns = { heavy: makeTurns(), brief: makeTurns() };
  /** Jobs that are over here, and why the library does not know. */
  const unwritten = new Map<string, EarsightError>();

  const tell = (library: OpenLibrary, id: string): void =>
    emit('job', toContractJob(library.store.jobs.get(id)));

  /** Takes a job in hand. Whatever becomes of it, nothing is thrown that would end the process. */
  function perform(library: OpenLibrary, id: string, kind: string): void {
    const work = kinds.get(kind);
    const line = work?.isBrief ? turns.brief : turns.heavy;
    const job = holdJob({ library, id, turns: line, emit });
    held.set(id, job);
    void carryOut(library, id, job)
      .catch((thrown: unknown) => {
        // How it ended cannot be written down (the drive is full or gone): who waits for it must hear it here.
        unwritten.set(id, toEarsightError(thrown));
        process.stderr.write(`The end of a job cannot be kept: ${toEarsightError(thrown).message}\n`);
      })
      .finally(() => {
        held.delete(id);
        job.finish();
      });
  }

  async function carryOut(library: OpenLibrary, id: string, job: HeldJob): Promise<void> {
    try {
      if (!(await job.begin())) return;
      const record = library.store.jobs.get(id);
      const work = kinds.get(record.kind);
      if (!work) throw new EarsightError('internal', `Nothing here knows how to do a job "${record.kind}".`);
      const result = await work.run(parseRequest(record.kind, work, record.request), job.control);
      job.end({ state: 'done', progress: 1, secondsLeft: 0, result: result ?? null });
    } catch (thrown) {
      const error = toEarsightError(thrown);
      if (job.ending === 'cancelled') job.end({ state: 'cancelled', secondsLeft: null });
      else if (job.ending === 'closing' && !job.paused) job.end({ state: 'queued', secondsLeft: null });
      else if (!job.ending) job.end({ state: 'failed', failure: failureOf(error) });
    }
  }

  /** Holds every queued job of the library; turns let them run one by one in order. */
  function takeUp(): void {
    if (role !== 'jobs') return;
    const library = session.peek();
    if (!library || library.store.readOnly) return;
    library.store.jobs.recover();
    const queued = library.store.jobs.list({ states: ['queued'] }).reverse();
    for (const { id, kind } of queued) {
      // A kind of a newer version waits for that version.
      if (kinds.has(kind) && !held.has(id)) perform(library, id, kind);
    }
  }

  setInterval(() => {
    try {
      if (held.size) session.peek()?.store.jobs.beat();
    } catch {
      // Locked or out of reach just now: the next beat tells that this process lives.
    }
  }, beatMilliseconds).unref();

  const holding = (id: string): HeldJob | null => {
    const library = session.current();
    const state = library.store.jobs.get(id).state;
    const job = held.get(id) ?? null;
    if (finalStates.has(state)) throw new EarsightError('conflict', 'The job has ended.', { field: 'job' });
    if (!job && state === 'running')
      throw new EarsightError('conflict', 'The job runs in another process.', { field: 'job' });
    return job;
  };

  return {
    define(kind, work) {
      kinds.set(kind, work as JobWork<unknown>);
    },
    start(kind, request) {
      const library = session.current();
      const work = kinds.get(kind);
      if (!work) throw new EarsightError('internal', `Nothing here knows how to do a job "${kind}".`);
      const parsed = parseRequest(kind, work, request);
      const { id } = library.store.jobs.create({ kind, title: work.title(parsed), request: parsed });
      tell(library, id);
      if (role !== 'interactive') perform(library, id, kind);
      return toContractJob(library.store.jobs.get(id));
    },
    pause(id) {
      const job = holding(id);
      if (job) job.pause();
      else session.current().store.jobs.update(id, { state: 'paused' });
      tell(session.current(), id);
    },
    resume(id) {
      const job = holding(id);
      if (job) job.resume();
      else {
        const library = session.current();
        const { kind } = library.store.jobs.update(id, { state: 'queued' });
        if (role !== 'interactive') perform(library, id, kind);
      }
      tell(session.current(), id);
    },
    cancel(id) {
      const job = holding(id);
      if (job) job.abort('cancelled');
      else {
        session.current().store.jobs.update(id, { state: 'cancelled' });
        tell(session.current(), id);
      }
    },
    list: () => session.current().store.jobs.list().map(toContractJob),
    async ended(id) {
      const library = session.current();
      await held.get(id)?.finished;
      for (;;) {
        const lost = unwritten.get(id);
        if (lost) throw lost;
        const job = library.store.jobs.get(id);
        if (finalStates.has(job.state)) return toContractJob(job);
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    },
    takeUp,
    async letGo() {
      const running = [...held.values()];
      for (const job of running) job.abort('closing');
      await Promise.all(running.map((job) => job.finished));
    },
  };
}

function failureOf({ code, message, field, allowed }: EarsightError): JobFailure {
  return { code, reason: message, field, allowed };
}

function parseRequest(kind: string, work: JobWork<unknown>, request: unknown): unknown {
  const parsed = work.request.safeParse(request);
  if (parsed.success) return parsed.data;
  throw new EarsightError(
    'invalid-input',
    `The request of the ${kind} job is not valid: ${z.prettifyError(parsed.error)}`,
  );
}

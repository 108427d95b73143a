import { randomUUID } from 'node:crypto';
import { now } from './clock.ts';
import type { Connection, Value } from './connection.ts';
import { StoreError } from './errors.ts';
import { currentOwner, describeOwner, isAlive, releaseOwner } from './job-owners.ts';
import type { Job, JobChange, JobFailure, JobRepository, JobState } from './work-types.ts';

interface JobRow {
  id: string;
  kind: string;
  title: string;
  state: JobState;
  progress: number | null;
  seconds_left: number | null;
  message: string;
  request: string;
  checkpoint: string | null;
  result: string | null;
  failure_code: string | null;
  failure_reason: string | null;
  failure_field: string | null;
  failure_allowed: string | null;
  owner: string | null;
  beat_at: number | null;
  created_at: string;
  started_at: string | null;
  finished_at: string | null;
}

const over: readonly JobState[] = ['done', 'failed', 'cancelled'];

/** Long work that outlives its process. */
export class SqliteJobs implements JobRepository {
  readonly #connection: Connection;
  readonly #owner = currentOwner();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  create(job: { kind: string; title: string; request: unknown }): Job {
    const id = randomUUID();
    this.#connection.run(
      `INSERT INTO jobs (id, kind, title, state, request, created_at, owner, beat_at)
       VALUES (?, ?, ?, 'queued', ?, ?, ?, ?)`,
      id,
      job.kind,
      job.title,
      toJson(job.request),
      now(),
      this.#owner,
      Date.now(),
    );
    return this.get(id);
  }

  isHeld(id: string): boolean {
    const { owner, beat_at } = this.#row(id);
    return isAlive(owner, beat_at);
  }

  get(id: string): Job {
    return toJob(this.#row(id));
  }

  list(query: { states?: readonly JobState[]; kinds?: readonly string[]; limit?: number } = {}): Job[] {
    return this.#connection
      .all<JobRow>(
        `SELECT * FROM jobs
         WHERE state IN (SELECT value FROM json_each(coalesce(?, json_array(state))))
           AND kind IN (SELECT value FROM json_each(coalesce(?, json_array(kind))))
         ORDER BY number DESC LIMIT ?`,
        jsonOrNull(query.states),
        jsonOrNull(query.kinds),
        query.limit ?? -1,
      )
      .map(toJob);
  }

  update(id: string, change: JobChange): Job {
    return this.#connection.transaction(() => {
      const row = this.#row(id);
      const set = columnsOf(change);
      if (change.state !== undefined && change.state !== row.state) {
        const running = change.state === 'running';
        set.state = change.state;
        set.owner = running ? this.#owner : null;
        set.beat_at = running ? Date.now() : null;
        set.finished_at = over.includes(change.state) ? now() : null;
        if (running) set.started_at = row.started_at ?? now();
      }
      const names = Object.keys(set);
      if (names.length > 0)
        this.#connection.run(
          `UPDATE jobs SET ${names.map((name) => `${name} = ?`).join(', ')} WHERE id = ?`,
          ...Object.values(set),
          id,
        );
      return this.get(id);
    });
  }

  claimNext(kinds?: readonly string[]): Job | null {
    return this.#connection.transaction(() => {
      const row = this.#connection.get<{ id: string }>(
        `SELECT id FROM jobs
         WHERE state = 'queued' AND kind IN (SELECT value FROM json_each(coalesce(?, json_array(kind))))
         ORDER BY number LIMIT 1`,
        jsonOrNull(kinds),
      );
      return row === undefined ? null : this.update(row.id, { state: 'running' });
    });
  }

  claim(id: string): Job | null {
    return this.#connection.transaction(() => {
      const { state } = this.#row(id);
      return state === 'queued' || state === 'paused' ? this.update(id, { state: 'running' }) : null;
    });
  }

  beat(): void {
    this.#connection.run(
      "UPDATE jobs SET beat_at = ? WHERE owner = ? AND state = 'running'",
      Date.now(),
      this.#owner,
    );
  }

  recover(): Job[] {
    return this.#connection.transaction(() =>
      this.#connection
        .all<JobRow>("SELECT * FROM jobs WHERE state = 'running' ORDER BY number")
        .filter((row) => !isAlive(row.owner, row.beat_at))
        .map((row) => this.update(row.id, { state: 'queued' })),
    );
  }

  prune(before: Date): void {
    this.#connection.run(
      "DELETE FROM jobs WHERE state IN ('done', 'failed', 'cancelled') AND finished_at < ?",
      before.toISOString(),
    );
  }

  /** Lets other holders of the library take this one's jobs over. */
  release(): void {
    releaseOwner(this.#owner);
  }

  #row(id: string): JobRow {
    const row = this.#connection.get<JobRow>('SELECT * FROM jobs WHERE id = ?', id);
    if (row === undefined) throw new StoreError('not-found', `There is no job ${id}.`, { field: 'job' });
    return row;
  }
}

function columnsOf(change: JobChange): Record<string, Value> {
  const set: Record<string, Value> = {};
  if (change.title !== undefined) set.title = change.title;
  if (change.progress !== undefined)
    set.progress = change.progress === null ? null : Math.min(1, Math.max(0, change.progress));
  if (change.secondsLeft !== undefined) set.seconds_left = change.secondsLeft;
  if (change.message !== undefined) set.message = change.message;
  if (change.checkpoint !== undefined) set.checkpoint = toJson(change.checkpoint);
  if (change.result !== undefined) set.result = toJson(change.result);
  if (change.failure !== undefined) {
    set.failure_code = change.failure?.code ?? null;
    set.failure_reason = change.failure?.reason ?? null;
    set.failure_field = change.failure?.field ?? null;
    set.failure_allowed = change.failure?.allowed ?? null;
  }
  return set;
}

function toJob(row: JobRow): Job {
  return {
    id: row.id,
    kind: row.kind,
    title: row.title,
    state: row.state,
    progress: row.progress,
    secondsLeft: row.seconds_left,
    message: row.message,
    request: JSON.parse(row.request),
    checkpoint: fromJson(row.checkpoint),
    result: fromJson(row.result),
    failure: failureOf(row),
    createdAt: row.created_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    owner: row.owner === null ? null : describeOwner(row.owner),
  };
}

function failureOf(row: JobRow): JobFailure | null {
  if (row.failure_code === null) return null;
  return {
    code: row.failure_code,
    reason: row.failure_reason ?? '',
    ...(row.failure_field === null ? {} : { field: row.failure_field }),
    ...(row.failure_allowed === null ? {} : { allowed: row.failure_allowed }),
  };
}

function toJson(value: unknown): string {
  return JSON.stringify(value ?? null);
}

/** A list as SQL's json_each takes it; null, for no condition, when there is none. */
function jsonOrNull(list: readonly string[] | undefined): string | null {
  return list === undefined ? null : JSON.stringify(list);
}

function fromJson(text: string | null): unknown {
  return text === null ? null : JSON.parse(text);
}

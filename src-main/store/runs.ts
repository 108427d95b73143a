import { randomUUID } from 'node:crypto';
import { now } from './clock.ts';
import type { Connection, Value } from './connection.ts';
import { StoreError } from './errors.ts';
import type { Run, RunCheckpoint, RunPoint, RunRepository, RunState } from './work-types.ts';

interface RunRow {
  number: number;
  id: string;
  name: string;
  state: RunState;
  config: string;
  job_id: string | null;
  model_folder: string | null;
  summary: string | null;
  failure_code: string | null;
  failure_reason: string | null;
  created_at: string;
  modified_at: string;
}

/** Training runs with their curves and checkpoints. */
export class SqliteRuns implements RunRepository {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  create(run: { name: string; config: unknown; jobId?: string | null; modelFolder?: string | null }): Run {
    const id = randomUUID();
    const time = now();
    this.#connection.run(
      `INSERT INTO runs (id, name, state, config, job_id, model_folder, created_at, modified_at)
       VALUES (?, ?, 'queued', ?, ?, ?, ?, ?)`,
      id,
      run.name,
      JSON.stringify(run.config ?? null),
      run.jobId ?? null,
      run.modelFolder ?? null,
      time,
      time,
    );
    return this.get(id);
  }

  get(id: string): Run {
    return toRun(this.#row(id));
  }

  list(): Run[] {
    return this.#connection.all<RunRow>('SELECT * FROM runs ORDER BY number DESC').map(toRun);
  }

  update(
    id: string,
    change: Partial<Pick<Run, 'name' | 'state' | 'jobId' | 'modelFolder' | 'summary' | 'failure' | 'config'>>,
  ): Run {
    return this.#connection.transaction(() => {
      this.#row(id);
      const set: Record<string, Value> = { modified_at: now() };
      if (change.name !== undefined) set.name = change.name;
      if (change.state !== undefined) set.state = change.state;
      if (change.jobId !== undefined) set.job_id = change.jobId;
      if (change.modelFolder !== undefined) set.model_folder = change.modelFolder;
      if (change.summary !== undefined) set.summary = JSON.stringify(change.summary);
      if (change.config !== undefined) set.config = JSON.stringify(change.config);
      if (change.failure !== undefined) {
        set.failure_code = change.failure?.code ?? null;
        set.failure_reason = change.failure?.reason ?? null;
      }
      const assignments = Object.keys(set).map((name) => `${name} = ?`);
      this.#connection.run(
        `UPDATE runs SET ${assignments.join(', ')} WHERE id = ?`,
        ...Object.values(set),
        id,
      );
      return this.get(id);
    });
  }

  remove(id: string): void {
    this.#connection.run('DELETE FROM runs WHERE id = ?', id);
  }

  addPoints(id: string, points: readonly RunPoint[]): void {
    this.#connection.transaction(() => {
      const { number } = this.#row(id);
      for (const point of points)
        this.#connection.run(
          'INSERT OR REPLACE INTO run_points (run_number, step, pairs, seconds, metrics) VALUES (?, ?, ?, ?, ?)',
          number,
          point.step,
          point.pairs,
          point.seconds,
          JSON.stringify(point.metrics),
        );
    });
  }

  truncateCurve(id: string, afterStep: number): void {
    this.#connection.run(
      'DELETE FROM run_points WHERE run_number = ? AND step > ?',
      this.#row(id).number,
      afterStep,
    );
  }

  curve(id: string, fromStep = 0): RunPoint[] {
    return this.#connection
      .all<Omit<RunPoint, 'metrics'> & { metrics: string }>(
        'SELECT step, pairs, seconds, metrics FROM run_points WHERE run_number = ? AND step >= ? ORDER BY step',
        this.#row(id).number,
        fromStep,
      )
      .map((row) => ({ ...row, metrics: JSON.parse(row.metrics) as RunPoint['metrics'] }));
  }

  saveCheckpoint(id: string, checkpoint: Omit<RunCheckpoint, 'createdAt'>): void {
    this.#connection.run(
      `INSERT OR REPLACE INTO run_checkpoints (run_number, kind, step, file, metrics, created_at)
       VALUES (?, ?, ?, ?, ?, ?)`,
      this.#row(id).number,
      checkpoint.kind,
      checkpoint.step,
      checkpoint.file,
      JSON.stringify(checkpoint.metrics),
      now(),
    );
  }

  checkpoints(id: string): RunCheckpoint[] {
    return this.#connection
      .all<Omit<RunCheckpoint, 'metrics'> & { metrics: string }>(
        `SELECT kind, step, file, metrics, created_at AS createdAt FROM run_checkpoints
         WHERE run_number = ? ORDER BY kind`,
        this.#row(id).number,
      )
      .map((row) => ({ ...row, metrics: JSON.parse(row.metrics) as RunCheckpoint['metrics'] }));
  }

  #row(id: string): RunRow {
    const row = this.#connection.get<RunRow>('SELECT * FROM runs WHERE id = ?', id);
    if (row === undefined)
      throw new StoreError('not-found', `There is no training run ${id}.`, { field: 'run' });
    return row;
  }
}

function toRun(row: RunRow): Run {
  return {
    id: row.id,
    name: row.name,
    state: row.state,
    config: JSON.parse(row.config),
    jobId: row.job_id,
    modelFolder: row.model_folder,
    summary: row.summary === null ? null : JSON.parse(row.summary),
    failure: row.failure_code === null ? null : { code: row.failure_code, reason: row.failure_reason ?? '' },
    createdAt: row.created_at,
    modifiedAt: row.modified_at,
  };
}

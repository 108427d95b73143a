import { randomUUID } from 'node:crypto';
import { now } from './clock.ts';
import type { Connection } from './connection.ts';
import { StoreError } from './errors.ts';
import type { Evaluation, EvaluationRepository } from './work-types.ts';

type EvaluationRow = Omit<Evaluation, 'request' | 'results'> & { request: string; results: string };

const columns =
  'id, model_hash AS modelHash, model_name AS modelName, request, results, created_at AS createdAt';

/** Results of evaluations. */
export class SqliteEvaluations implements EvaluationRepository {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  add(evaluation: Omit<Evaluation, 'id' | 'createdAt'>): Evaluation {
    const id = randomUUID();
    this.#connection.run(
      'INSERT INTO evaluations (id, model_hash, model_name, request, results, created_at) VALUES (?, ?, ?, ?, ?, ?)',
      id,
      evaluation.modelHash,
      evaluation.modelName,
      JSON.stringify(evaluation.request ?? null),
      JSON.stringify(evaluation.results ?? null),
      now(),
    );
    return this.get(id);
  }

  get(id: string): Evaluation {
    const row = this.#connection.get<EvaluationRow>(`SELECT ${columns} FROM evaluations WHERE id = ?`, id);
    if (row === undefined)
      throw new StoreError('not-found', `There is no evaluation ${id}.`, { field: 'evaluation' });
    return toEvaluation(row);
  }

  list(modelHash?: string): Evaluation[] {
    return this.#connection
      .all<EvaluationRow>(
        `SELECT ${columns} FROM evaluations WHERE model_hash = coalesce(?, model_hash) ORDER BY number DESC`,
        modelHash ?? null,
      )
      .map(toEvaluation);
  }

  remove(id: string): void {
    this.#connection.run('DELETE FROM evaluations WHERE id = ?', id);
  }
}

function toEvaluation(row: EvaluationRow): Evaluation {
  return { ...row, request: JSON.parse(row.request), results: JSON.parse(row.results) };
}

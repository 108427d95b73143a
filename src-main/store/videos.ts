import { now } from './clock.ts';
import { clearVectors, writeIndexing } from './completion.ts';
import type { Connection } from './connection.ts';
import { StoreError } from './errors.ts';
import { foldText, naturalKey } from './text-keys.ts';
import type {
  Failure,
  FailureRetry,
  Fingerprint,
  FoundFile,
  IndexingOutcome,
  IndexingResult,
  Presence,
  ProbeRecord,
  Video,
  VideoQuery,
  VideoRepository,
  VideoTotals,
} from './types.ts';
import { listClauses, toVideo, type VideoRow, videoColumns } from './video-rows.ts';

/**
 * Which failed rows are tried again: all, or those whose failure is not settled. Parameters: `none`, `all` or
 * `unsettled`, and the programs of this attempt.
 */
const retriedIf = `CASE ?
  WHEN 'all' THEN 1
  WHEN 'unsettled' THEN NOT (
    failure_code IN ('unreadable-file', 'unsupported-format', 'no-picture')
    AND content_hash IS NOT NULL AND failure_times >= 2 AND failure_tools IS ? AND failure_tools IS NOT NULL)
  ELSE 0 END`;

/** The videos of a library. */
export class SqliteVideos implements VideoRepository {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  get(id: number): Video {
    const row = this.#connection.get<VideoRow>(
      `SELECT ${videoColumns} FROM videos WHERE id = ? AND removed_by IS NULL`,
      id,
    );
    if (row === undefined)
      throw new StoreError('not-found', `The library has no video ${id}.`, { field: 'video' });
    return toVideo(row);
  }

  find(sourceId: number, path: string): Video | null {
    const row = this.#connection.get<VideoRow>(
      `SELECT ${videoColumns} FROM videos WHERE source_id = ? AND path = ? AND removed_by IS NULL
       ORDER BY presence = 'missing', id DESC LIMIT 1`,
      sourceId,
      path,
    );
    return row === undefined ? null : toVideo(row);
  }

  ofContent(contentHash: string): Video[] {
    return this.#connection
      .all<VideoRow>(`SELECT ${videoColumns} FROM videos WHERE content_hash = ? ORDER BY id`, contentHash)
      .map(toVideo);
  }

  list(query: VideoQuery): { total: number; items: Video[] } {
    const { where, values, order } = listClauses(query);
    return this.#connection.snapshot(() => {
      const count = this.#connection.get<{ total: number }>(
        `SELECT count(*) AS total FROM videos WHERE ${where}`,
        ...values,
      );
      const rows = this.#connection.all<VideoRow>(
        `SELECT ${videoColumns} FROM videos WHERE ${where} ORDER BY ${order} LIMIT ? OFFSET ?`,
        ...values,
        query.limit ?? -1,
        query.offset ?? 0,
      );
      return { total: count?.total ?? 0, items: rows.map(toVideo) };
    });
  }

  ofSource(sourceId: number, options: { removed?: boolean } = {}): Video[] {
    const hidden = options.removed === true ? '' : 'AND removed_by IS NULL';
    return this.#connection
      .all<VideoRow>(
        `SELECT ${videoColumns} FROM videos WHERE source_id = ? ${hidden} ORDER BY path`,
        sourceId,
      )
      .map(toVideo);
  }

  totals(): VideoTotals {
    const totals = this.#connection.get<VideoTotals>(`
      SELECT
        count(*) AS total,
        count(*) FILTER (WHERE state = 'indexed') AS indexed,
        count(*) FILTER (WHERE state IN ('waiting', 'indexing')) AS waiting,
        count(*) FILTER (WHERE state = 'failed') AS failed,
        count(*) FILTER (WHERE state = 'offline') AS offline,
        count(*) FILTER (WHERE has_sound = 0) AS withoutAudio,
        count(*) FILTER (WHERE has_picture = 0) AS withoutVideo,
        coalesce(sum(duration_seconds), 0) AS durationSeconds
      FROM videos WHERE removed_by IS NULL`);
    return totals!;
  }

  probe(id: number): unknown {
    const row = this.#connection.get<{ probe: string | null }>('SELECT probe FROM videos WHERE id = ?', id);
    return row?.probe == null ? null : JSON.parse(row.probe);
  }

  add(sourceId: number, file: FoundFile): Video {
    const name = nameOf(file.path);
    const { id } = this.#connection.run(
      `INSERT INTO videos (source_id, path, path_bytes, name, search_key, sort_key, size_bytes, modified_ms,
        content_hash, added_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      sourceId,
      file.path,
      file.pathBytes ?? null,
      name,
      foldText(file.path),
      naturalKey(name),
      file.sizeBytes,
      file.modifiedMs,
      file.contentHash,
      now(),
    );
    return this.get(id);
  }

  relocate(id: number, sourceId: number, file: FoundFile): void {
    const name = nameOf(file.path);
    this.#connection.run(
      `UPDATE videos SET source_id = ?, path = ?, path_bytes = ?, name = ?, search_key = ?, sort_key = ?,
        size_bytes = ?, modified_ms = ?, content_hash = ?, presence = 'present' WHERE id = ?`,
      sourceId,
      file.path,
      file.pathBytes ?? null,
      name,
      foldText(file.path),
      naturalKey(name),
      file.sizeBytes,
      file.modifiedMs,
      file.contentHash,
      id,
    );
  }

  replaceContent(id: number, file: FoundFile): void {
    this.#connection.transaction(() => {
      clearVectors(this.#connection, id);
      this.#connection.run(
        `UPDATE videos SET size_bytes = ?, modified_ms = ?, content_hash = ?, presence = 'present',
          work_state = 'waiting', indexing_job = NULL, failure_code = NULL, failure_reason = NULL, failure_times = 0,
          duration_seconds = 0, has_picture = NULL, has_sound = NULL, playable = NULL, probe = NULL
         WHERE id = ?`,
        file.sizeBytes,
        file.modifiedMs,
        file.contentHash,
        id,
      );
    });
  }

  refreshFingerprint(id: number, fingerprint: Fingerprint): void {
    this.#connection.run(
      'UPDATE videos SET size_bytes = ?, modified_ms = ?, content_hash = ? WHERE id = ?',
      fingerprint.sizeBytes,
      fingerprint.modifiedMs,
      fingerprint.contentHash,
      id,
    );
  }

  setPresence(ids: readonly number[], presence: Presence): void {
    this.#connection.run(
      'UPDATE videos SET presence = ? WHERE id IN (SELECT value FROM json_each(?)) AND presence <> ?',
      presence,
      JSON.stringify(ids),
      presence,
    );
  }

  saveProbe(id: number, record: ProbeRecord): void {
    this.#connection.run(
      `UPDATE videos SET probe = ?, duration_seconds = ?, has_picture = ?, has_sound = ?, playable = ?
       WHERE id = ?`,
      JSON.stringify(record.probe ?? null),
      record.durationSeconds,
      Number(record.hasPicture),
      Number(record.hasSound),
      Number(record.playable),
      id,
    );
  }

  waitingFor(
    modelHash: string,
    ratePerSecond: number,
    sourceIds?: readonly number[],
    retry?: FailureRetry,
  ): Video[] {
    return this.#connection
      .all<VideoRow>(
        `SELECT ${videoColumns} FROM videos
         WHERE removed_by IS NULL AND presence = 'present' AND (work_state <> 'failed' OR ${retriedIf})
           AND source_id IN (SELECT value FROM json_each(coalesce(?, json_array(source_id))))
           AND NOT EXISTS (
             SELECT 1 FROM completions JOIN models ON models.id = completions.model_id
             WHERE completions.video_id = videos.id AND models.hash = ? AND rate_per_second = ?)
         ORDER BY source_id, path`,
        retry === undefined ? 'none' : retry.all ? 'all' : 'unsettled',
        retry?.tools ?? null,
        sourceIds === undefined ? null : JSON.stringify(sourceIds),
        modelHash,
        ratePerSecond,
      )
      .map(toVideo);
  }

  beginIndexing(id: number, jobId: string): void {
    this.#connection.run('UPDATE videos SET indexing_job = ? WHERE id = ?', jobId, id);
  }

  completeIndexing(id: number, result: IndexingResult): IndexingOutcome {
    return this.#connection.transaction(() => writeIndexing(this.#connection, id, result));
  }

  fail(id: number, { code, reason }: Failure, tools: string | null = null): void {
    this.#connection.run(
      `UPDATE videos SET
        failure_times = 1 + iif(
          work_state = 'failed' AND failure_code = ? AND failure_reason = ? AND failure_tools IS ?,
          failure_times, 0),
        work_state = 'failed', indexing_job = NULL, failure_code = ?, failure_reason = ?, failure_tools = ?
       WHERE id = ?`,
      ...[code, reason, tools],
      ...[code, reason, tools],
      id,
    );
  }

  retry(id: number): void {
    this.#connection.run(
      `UPDATE videos SET failure_code = NULL, failure_reason = NULL, failure_times = 0,
        work_state = iif(EXISTS (SELECT 1 FROM completions WHERE video_id = videos.id), 'indexed', 'waiting')
       WHERE id = ? AND work_state = 'failed'`,
      id,
    );
  }
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

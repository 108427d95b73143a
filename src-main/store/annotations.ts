import { listAnnotations } from './annotation-query.ts';
import { type AnnotationRow, annotationColumns, boxesOf, toAnnotation } from './annotation-rows.ts';
import type {
  Annotation,
  AnnotationQuery,
  AnnotationRepository,
  AnnotationStatus,
  ProposalCount,
} from './annotation-types.ts';
import type { Connection } from './connection.ts';
import { StoreError } from './errors.ts';
import { nextId } from './labels.ts';

/** Labels on spans and boxes. Changes go through the history. */
export class SqliteAnnotations implements AnnotationRepository {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  get(id: number): Annotation {
    const annotation = this.peek(id);
    if (annotation === null)
      throw new StoreError('not-found', `The library has no annotation ${id}.`, { field: 'annotation' });
    return annotation;
  }

  list(query: AnnotationQuery): { total: number; items: Annotation[] } {
    return listAnnotations(this.#connection, query);
  }

  authors(): { author: string; annotations: number }[] {
    return this.#connection.all<{ author: string; annotations: number }>(
      `SELECT author, count(*) AS annotations FROM annotations JOIN videos ON videos.id = video_id
       WHERE status <> 'rejected' AND removed_by IS NULL GROUP BY author ORDER BY author`,
    );
  }

  annotatedVideos(): number {
    return this.#connection.get<{ videos: number }>(
      `SELECT count(DISTINCT video_id) AS videos FROM annotations JOIN videos ON videos.id = video_id
       WHERE status IN ('accepted', 'checked', 'unsure') AND removed_by IS NULL`,
    )!.videos;
  }

  totals(): { labelId: number | null; status: AnnotationStatus; count: number; seconds: number }[] {
    return this.#connection.all(
      `SELECT label_id AS labelId, status, count(*) AS count,
         coalesce(sum(to_seconds - from_seconds), 0) AS seconds
       FROM annotations JOIN videos ON videos.id = video_id
       WHERE removed_by IS NULL GROUP BY label_id, status ORDER BY label_id, status`,
    );
  }

  proposals(): ProposalCount[] {
    return this.#connection.all<ProposalCount>(
      `SELECT proposal_method AS method, proposal_model AS model,
         count(*) FILTER (WHERE status = 'proposed') AS proposed,
         count(*) FILTER (WHERE status IN ('accepted', 'checked', 'unsure')) AS accepted,
         count(*) FILTER (WHERE status IN ('accepted', 'checked', 'unsure')
           AND label_id IS NOT proposal_label_id) AS relabelled,
         count(*) FILTER (WHERE status = 'rejected') AS rejected
       FROM annotations JOIN videos ON videos.id = video_id
       WHERE proposal_method IS NOT NULL AND removed_by IS NULL
       GROUP BY proposal_method, proposal_model ORDER BY proposal_method, proposal_model`,
    );
  }

  peek(id: number): Annotation | null {
    const row = this.#connection.get<AnnotationRow>(
      `SELECT ${annotationColumns} FROM annotations WHERE annotations.id = ?`,
      id,
    );
    return row === undefined ? null : toAnnotation(row, boxesOf(this.#connection, [id]).get(id));
  }

  /** Ids of all that bear a label, hidden and rejected ones included. */
  bearing(labelId: number): number[] {
    return this.#connection
      .all<{ id: number }>('SELECT id FROM annotations WHERE label_id = ? ORDER BY id', labelId)
      .map((row) => row.id);
  }

  /** The id the next annotation gets; the caller holds the transaction. */
  nextId(): number {
    return nextId(this.#connection, 'annotations');
  }

  hasVideo(videoId: number): boolean {
    return this.#connection.get('SELECT 1 FROM videos WHERE id = ?', videoId) !== undefined;
  }

  /** Puts in a row that is not there, and its boxes; for the history only. */
  insert(annotation: Annotation): void {
    const { span, boxes, proposal } = annotation;
    const times = [
      ...(span === null ? [] : [span.fromSeconds, span.toSeconds]),
      ...boxes.map((box) => box.atSeconds),
    ];
    this.#connection.run(
      `INSERT INTO annotations (id, video_id, label_id, from_seconds, to_seconds, low_hz, high_hz, note, status,
         track, proposal_method, proposal_model, proposal_label_id, confidence, author, created_at, modified_by,
         modified_at, version, start_seconds, end_seconds)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      annotation.id,
      annotation.videoId,
      annotation.labelId,
      span?.fromSeconds ?? null,
      span?.toSeconds ?? null,
      annotation.lowHz,
      annotation.highHz,
      annotation.note,
      annotation.status,
      annotation.track,
      proposal?.method ?? null,
      proposal?.model ?? null,
      proposal?.labelId ?? null,
      proposal?.confidence ?? null,
      annotation.author,
      annotation.createdAt,
      annotation.modifiedBy,
      annotation.modifiedAt,
      annotation.version,
      times.length === 0 ? 0 : times.reduce((least, time) => Math.min(least, time)),
      times.length === 0 ? Number.POSITIVE_INFINITY : times.reduce((most, time) => Math.max(most, time)),
    );
    for (const box of boxes)
      this.#connection.run(
        'INSERT INTO annotation_boxes (annotation_id, at_seconds, x0, y0, x1, y1) VALUES (?, ?, ?, ?, ?, ?)',
        annotation.id,
        box.atSeconds,
        box.x0,
        box.y0,
        box.x1,
        box.y1,
      );
  }

  /** For the history only. */
  erase(id: number): void {
    this.#connection.run('DELETE FROM annotations WHERE id = ?', id);
  }
}

import { type AnnotationRow, annotationColumns, boxesOf, toAnnotation } from './annotation-rows.ts';
import type { Annotation, AnnotationQuery } from './annotation-types.ts';
import type { Connection, Value } from './connection.ts';
import { foldText } from './text-keys.ts';

const orders: Record<NonNullable<AnnotationQuery['sort']>, string> = {
  time: 'annotations.video_id, start_seconds, annotations.id',
  modified: 'annotations.modified_at DESC, annotations.id DESC',
  uncertainty: 'confidence NULLS FIRST, annotations.id',
};

/** Annotations of videos that are not removed; rejected proposals only when asked for by status. */
export function listAnnotations(
  connection: Connection,
  query: AnnotationQuery,
): { total: number; items: Annotation[] } {
  const { where, values } = conditionsOf(query);
  const from = `FROM annotations
    JOIN videos ON videos.id = annotations.video_id AND videos.removed_by IS NULL
    LEFT JOIN labels ON labels.id = annotations.label_id WHERE ${where}`;
  return connection.snapshot(() => {
    const total = connection.get<{ total: number }>(`SELECT count(*) AS total ${from}`, ...values)!.total;
    const rows = connection.all<AnnotationRow>(
      `SELECT ${annotationColumns} ${from} ORDER BY ${orders[query.sort ?? 'time']} LIMIT ? OFFSET ?`,
      ...values,
      query.limit ?? -1,
      query.offset ?? 0,
    );
    const boxes = boxesOf(
      connection,
      rows.map((row) => row.id),
    );
    return { total, items: rows.map((row) => toAnnotation(row, boxes.get(row.id))) };
  });
}

function conditionsOf(query: AnnotationQuery): { where: string; values: Value[] } {
  const conditions: string[] = [];
  const values: Value[] = [];
  const add = (condition: string, value: Value): void => {
    conditions.push(condition);
    values.push(value);
  };
  const among = (column: string, list: readonly unknown[]): void =>
    add(`${column} IN (SELECT value FROM json_each(?))`, JSON.stringify(list));
  if (query.videoId !== undefined) add('annotations.video_id = ?', query.videoId);
  if (query.labelIds !== undefined) among('annotations.label_id', query.labelIds);
  if (query.statuses !== undefined) among('annotations.status', query.statuses);
  else conditions.push("annotations.status <> 'rejected'");
  if (query.authors !== undefined) among('annotations.author', query.authors);
  if (query.fromSeconds !== undefined) add('end_seconds >= ?', query.fromSeconds);
  if (query.toSeconds !== undefined) add('start_seconds <= ?', query.toSeconds);
  for (const word of foldText(query.search ?? '').split(/\s+/)) {
    if (word === '') continue;
    // `fold` is ours: SQLite's own lower() knows ASCII only.
    add("instr(fold(concat_ws(' ', annotations.note, labels.name, annotations.track)), ?) > 0", word);
  }
  return { where: conditions.join(' AND '), values };
}

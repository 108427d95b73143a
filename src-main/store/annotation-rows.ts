import type { Annotation, AnnotationStatus, KeyBox } from './annotation-types.ts';
import type { Connection } from './connection.ts';

/** A row of `annotations` as SQLite gives it. */
export interface AnnotationRow {
  id: number;
  video_id: number;
  label_id: number | null;
  from_seconds: number | null;
  to_seconds: number | null;
  low_hz: number | null;
  high_hz: number | null;
  note: string;
  status: AnnotationStatus;
  track: string | null;
  proposal_method: string | null;
  proposal_model: string | null;
  proposal_label_id: number | null;
  confidence: number | null;
  author: string;
  created_at: string;
  modified_by: string;
  modified_at: string;
  version: number;
}

export const annotationColumns = [
  'id',
  'video_id',
  'label_id',
  'from_seconds',
  'to_seconds',
  'low_hz',
  'high_hz',
  'note',
  'status',
  'track',
  'proposal_method',
  'proposal_model',
  'proposal_label_id',
  'confidence',
  'author',
  'created_at',
  'modified_by',
  'modified_at',
  'version',
]
  .map((column) => `annotations.${column}`)
  .join(', ');

export function toAnnotation(row: AnnotationRow, boxes: readonly KeyBox[] = []): Annotation {
  return {
    id: row.id,
    videoId: row.video_id,
    labelId: row.label_id,
    span:
      row.from_seconds === null ? null : { fromSeconds: row.from_seconds, toSeconds: row.to_seconds ?? 0 },
    boxes,
    lowHz: row.low_hz,
    highHz: row.high_hz,
    note: row.note,
    status: row.status,
    proposal:
      row.proposal_method === null
        ? null
        : {
            method: row.proposal_method,
            model: row.proposal_model,
            labelId: row.proposal_label_id,
            confidence: row.confidence,
          },
    track: row.track,
    author: row.author,
    createdAt: row.created_at,
    modifiedBy: row.modified_by,
    modifiedAt: row.modified_at,
    version: row.version,
  };
}

/** The key boxes of some annotations, in order of time; read together, not one query an annotation. */
export function boxesOf(connection: Connection, ids: readonly number[]): Map<number, KeyBox[]> {
  const boxes = new Map<number, KeyBox[]>();
  const rows = connection.all<KeyBox & { annotation_id: number }>(
    `SELECT annotation_id, at_seconds AS atSeconds, x0, y0, x1, y1 FROM annotation_boxes
     WHERE annotation_id IN (SELECT value FROM json_each(?)) ORDER BY annotation_id, at_seconds`,
    JSON.stringify(ids),
  );
  for (const { annotation_id: id, ...box } of rows) {
    const list = boxes.get(id);
    if (list === undefined) boxes.set(id, [box]);
    else list.push(box);
  }
  return boxes;
}

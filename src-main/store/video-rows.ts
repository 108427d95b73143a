import type { Value } from './connection.ts';
import { foldText } from './text-keys.ts';
import type { Presence, Video, VideoQuery, VideoState } from './types.ts';

/** A row of `videos` as SQLite gives it. */
export interface VideoRow {
  id: number;
  source_id: number;
  path: string;
  path_bytes: Uint8Array | null;
  name: string;
  size_bytes: number;
  modified_ms: number;
  content_hash: string | null;
  state: VideoState;
  presence: Presence;
  duration_seconds: number;
  has_picture: number | null;
  has_sound: number | null;
  playable: number | null;
  moment_count: number;
  added_at: string;
  failure_code: string | null;
  failure_reason: string | null;
  removed_by: string | null;
}

/** All but the probe, which is large. */
export const videoColumns =
  'id, source_id, path, path_bytes, name, size_bytes, modified_ms, content_hash, state, presence, ' +
  'duration_seconds, has_picture, has_sound, playable, moment_count, added_at, failure_code, ' +
  'failure_reason, removed_by';

const toFlag = (value: number | null): boolean | null => (value === null ? null : value === 1);

export function toVideo(row: VideoRow): Video {
  return {
    id: row.id,
    sourceId: row.source_id,
    path: row.path,
    pathBytes: row.path_bytes,
    name: row.name,
    sizeBytes: row.size_bytes,
    modifiedMs: row.modified_ms,
    contentHash: row.content_hash,
    state: row.state,
    presence: row.presence,
    durationSeconds: row.duration_seconds,
    hasPicture: toFlag(row.has_picture),
    hasSound: toFlag(row.has_sound),
    playable: toFlag(row.playable),
    moments: row.moment_count,
    addedAt: row.added_at,
    failure: row.failure_code === null ? null : { code: row.failure_code, reason: row.failure_reason ?? '' },
    removed: row.removed_by !== null,
  };
}

const filters: Record<NonNullable<VideoQuery['filter']>, string> = {
  all: '1',
  indexed: "state = 'indexed'",
  waiting: "state IN ('waiting', 'indexing')",
  trouble: "(state = 'failed' OR presence = 'missing')",
  offline: "state = 'offline'",
  'no-sound': 'has_sound = 0',
  'no-picture': 'has_picture = 0',
};

const orders: Record<NonNullable<VideoQuery['sort']>, readonly string[]> = {
  name: ['sort_key', 'id'],
  added: ['added_at', 'id'],
  duration: ['duration_seconds', 'id'],
  state: ['state', 'sort_key', 'id'],
};

/**
 * The WHERE and ORDER BY of a list. Words are looked for with `instr`, which knows no wildcards: `100%` and
 * `a_b` mean themselves, without the escaping that LIKE would need.
 */
export function listClauses(query: VideoQuery): { where: string; values: Value[]; order: string } {
  const words = foldText(query.search ?? '')
    .split(/\s+/)
    .filter((word) => word !== '');
  const conditions = [
    'removed_by IS NULL',
    filters[query.filter ?? 'all'],
    ...words.map(() => 'instr(search_key, ?) > 0'),
  ];
  const direction = query.descending === true ? ' DESC' : '';
  return {
    where: conditions.join(' AND '),
    values: words,
    order: orders[query.sort ?? 'name'].map((column) => column + direction).join(', '),
  };
}

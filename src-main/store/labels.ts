import type { Label, LabelContent, LabelRepository } from './annotation-types.ts';
import type { Connection } from './connection.ts';
import { StoreError } from './errors.ts';

const columns =
  'id, name, colour, hotkey, audioset_id AS audioSetId, created_at AS createdAt, modified_at AS modifiedAt, version';

/** The library's vocabulary. Changes go through the history. */
export class SqliteLabels implements LabelRepository {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  list(): Label[] {
    return this.#connection.all<Label>(`SELECT ${columns} FROM labels ORDER BY name_key`);
  }

  get(id: number): Label {
    const label = this.peek(id);
    if (label === null)
      throw new StoreError('not-found', `The library has no label ${id}.`, { field: 'label' });
    return label;
  }

  findByName(name: string): Label | null {
    return (
      this.#connection.get<Label>(`SELECT ${columns} FROM labels WHERE name_key = ?`, keyOf(name)) ?? null
    );
  }

  counts(): Map<number, number> {
    const rows = this.#connection.all<{ id: number; count: number }>(
      `SELECT label_id AS id, count(*) AS count FROM annotations JOIN videos ON videos.id = video_id
       WHERE label_id IS NOT NULL AND status <> 'rejected' AND removed_by IS NULL GROUP BY label_id`,
    );
    return new Map(rows.map((row) => [row.id, row.count]));
  }

  peek(id: number): Label | null {
    return this.#connection.get<Label>(`SELECT ${columns} FROM labels WHERE id = ?`, id) ?? null;
  }

  /** The id the next label gets; the caller holds the transaction. */
  nextId(): number {
    return nextId(this.#connection, 'labels');
  }

  /** Makes the row exactly this; for the history only. */
  write(label: Label): void {
    this.#assertFree(label.id, label);
    this.#connection.run(
      `INSERT INTO labels (id, name, name_key, colour, hotkey, audioset_id, created_at, modified_at, version)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET name = excluded.name, name_key = excluded.name_key,
         colour = excluded.colour, hotkey = excluded.hotkey, audioset_id = excluded.audioset_id,
         modified_at = excluded.modified_at, version = excluded.version`,
      label.id,
      label.name,
      keyOf(label.name),
      label.colour,
      label.hotkey,
      label.audioSetId,
      label.createdAt,
      label.modifiedAt,
      label.version,
    );
  }

  /** For the history only; the label is borne by no annotation any more. */
  erase(id: number): void {
    this.#connection.run('DELETE FROM labels WHERE id = ?', id);
  }

  #assertFree(id: number, content: LabelContent): void {
    const named = this.findByName(content.name);
    if (named !== null && named.id !== id)
      throw new StoreError('conflict', `There is a label “${named.name}” already.`, { field: 'name' });
    if (content.hotkey === null) return;
    const keyed = this.#connection.get<{ name: string }>(
      'SELECT name FROM labels WHERE hotkey = ? AND id <> ?',
      content.hotkey,
      id,
    );
    if (keyed !== undefined)
      throw new StoreError('conflict', `The key “${content.hotkey}” belongs to the label “${keyed.name}”.`, {
        field: 'hotkey',
      });
  }
}

/** Names that differ only in case or width are one; accents tell names apart. */
function keyOf(name: string): string {
  return name.trim().normalize('NFKC').toLowerCase();
}

/** The next id that AUTOINCREMENT would give: above every id there ever was. */
export function nextId(connection: Connection, table: 'labels' | 'annotations'): number {
  const row = connection.get<{ seq: number }>('SELECT seq FROM sqlite_sequence WHERE name = ?', table);
  return (row?.seq ?? 0) + 1;
}

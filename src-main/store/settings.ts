import type { Connection } from './connection.ts';
import type { SettingRepository } from './types.ts';

/** Settings of one library, as JSON by key. */
export class SqliteSettings implements SettingRepository {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  get(key: string): unknown {
    const row = this.#connection.get<{ value: string }>('SELECT value FROM settings WHERE key = ?', key);
    return row === undefined ? undefined : JSON.parse(row.value);
  }

  set(key: string, value: unknown): void {
    this.#connection.run(
      'INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
      key,
      JSON.stringify(value ?? null),
    );
  }

  delete(key: string): void {
    this.#connection.run('DELETE FROM settings WHERE key = ?', key);
  }

  all(): Record<string, unknown> {
    const rows = this.#connection.all<{ key: string; value: string }>(
      'SELECT key, value FROM settings ORDER BY key',
    );
    return Object.fromEntries(rows.map((row) => [row.key, JSON.parse(row.value)]));
  }
}

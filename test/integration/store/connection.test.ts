import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';
import { Connection } from '../../../src-main/store/connection.ts';
import { openStore } from '../../../src-main/store/index.ts';
import { temporaryFolder } from './temporary-library.ts';

function connectionTo(file: string, options: Database.Options = {}): Connection {
  const database = new Database(file, options);
  onTestFinished(() => void database.close());
  return new Connection(database);
}

it('says when the drive is full, and keeps nothing of the transaction', () => {
  const connection = connectionTo(':memory:');
  connection.database.exec('CREATE TABLE big (content BLOB)');
  connection.database.pragma('max_page_count = 10');
  const fill = () =>
    connection.transaction(() => {
      for (;;) connection.run('INSERT INTO big VALUES (?)', new Uint8Array(10_000));
    });
  expect(fill).toThrow(expect.objectContaining({ code: 'out-of-space' }));
  expect(connection.get('SELECT count(*) AS rows FROM big')).toEqual({ rows: 0 });
});

it('says when another process keeps the library locked for too long', () => {
  const folder = temporaryFolder();
  openStore(folder).close();
  const file = join(folder, 'library.sqlite');
  const holder = connectionTo(file);
  const waiting = connectionTo(file, { timeout: 50 });
  holder.transaction(() => {
    expect(() => waiting.run("INSERT INTO settings VALUES ('a', '1')")).toThrow(
      expect.objectContaining({ code: 'time-limit', message: expect.stringContaining(file) }),
    );
  });
  expect(() => waiting.run("INSERT INTO settings VALUES ('a', '1')")).not.toThrow();
});

it('says when the library may not be written', () => {
  const folder = temporaryFolder();
  openStore(folder).close();
  const connection = connectionTo(join(folder, 'library.sqlite'), { readonly: true });
  expect(() => connection.run("INSERT INTO settings VALUES ('a', '1')")).toThrow(
    expect.objectContaining({ code: 'not-allowed' }),
  );
});

it('gives rows one by one, and stops cleanly half way', () => {
  const connection = connectionTo(':memory:');
  const numbers = 'SELECT value FROM json_each(?)';
  const seen: number[] = [];
  for (const [value] of connection.rows<[number]>(numbers, '[1,2,3]')) {
    seen.push(value);
    if (value === 2) break;
  }
  expect(seen).toEqual([1, 2]);
  expect([...connection.rows<[number]>(numbers, '[4,5]')]).toEqual([[4], [5]]);
});

it('lets errors of the program through as they are', () => {
  const connection = connectionTo(':memory:');
  expect(() => connection.get('SELECT nonsense')).toThrow(/no such column/);
});

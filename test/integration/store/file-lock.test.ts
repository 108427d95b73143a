import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { lockFile } from '../../../src-main/store/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'earsight-lock-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('one holder at a time has a lock, until it gives it back', () => {
  const path = join(folder, 'run', 'lock');
  const lock = lockFile(path);
  expect(lock).not.toBeNull();
  expect(lockFile(path)).toBeNull();
  lock!.release();
  const next = lockFile(path);
  expect(next).not.toBeNull();
  next!.release();
});

test('the lock of a process that is killed is free', { timeout: 60_000 }, async () => {
  const path = join(folder, 'killed', 'lock');
  const store = join(import.meta.dirname, '../../../src-main/store/file-lock.ts');
  const code = `import { lockFile } from ${JSON.stringify(store)};
    globalThis.lock = lockFile(${JSON.stringify(path)}); console.log('held'); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  expect(lockFile(path)).toBeNull();
  child.kill('SIGKILL');
  await once(child, 'exit');
  const lock = lockFile(path);
  expect(lock).not.toBeNull();
  lock!.release();
});

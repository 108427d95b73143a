import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { lockFile, openStore } from '../../../src-main/store/index.ts';
import { makeClip } from '../../fixtures/clips.ts';
import { runCommand, startCommand } from '../../fixtures/command.ts';
import { temporaryFolder, tinyAve } from '../../fixtures/services.ts';

// Each command is a process of its own: on a machine with other work a single one may take seconds.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

let home = '';
const count = 3;
const index = ['index', 'videos', '--library', 'lib', '--model', tinyAve, '--device', 'cpu', '--json'];
const lockPath = (): string => join(home, 'lib', 'cache', 'indexing.lock');

beforeAll(async () => {
  home = temporaryFolder('two-indexings', afterAll);
  mkdirSync(join(home, 'videos'));
  for (let clip = 0; clip < count; clip++)
    await makeClip(join(home, 'videos'), `${clip}.mp4`, { seconds: 1 });
});

describe('two indexings of one library', () => {
  it('take turns: the second says that it waits, and then finds everything done', async () => {
    const held = lockFile(lockPath());
    const first = startCommand(home, ...index);
    const second = startCommand(home, ...index);
    const messages = (): string[] => {
      const store = openStore(join(home, 'lib'));
      try {
        return store.jobs.list({ states: ['running'] }).map(({ message }) => message);
      } finally {
        store.close();
      }
    };
    const waits = 'Waiting for';
    await expect
      .poll(() => messages().filter((message) => message.startsWith(waits)).length, { timeout: 120_000 })
      .toBe(2);
    held!.release();
    const ends = await Promise.all([first.ended, second.ended]);
    expect(ends.map(({ code }) => code)).toEqual([0, 0]);
    for (const { stderr } of ends) expect(stderr).toMatch(/Waiting for .*process/);
    const indexed = ends.map(({ stdout }) => JSON.parse(stdout).videos.indexed as number);
    expect(indexed.sort()).toEqual([0, count]);
  });

  it('stop waiting at Ctrl-C', async () => {
    const held = lockFile(lockPath());
    const { child, ended } = startCommand(home, ...index);
    let said = '';
    child.stderr!.on('data', (text: string) => {
      said += text;
    });
    await expect.poll(() => said, { timeout: 120_000 }).toContain('Waiting for');
    child.kill('SIGINT');
    const { code, stdout } = await ended;
    expect([code, JSON.parse(stdout).error.code]).toEqual([1, 'cancelled']);
    held!.release();
  });

  it('are not held up by one that was killed', async () => {
    const first = startCommand(home, ...index, '--model', 'untrained-avol-w0.125');
    const began = (): boolean => isHeld() || first.child.exitCode !== null;
    await expect.poll(began, { timeout: 120_000, interval: 20 }).toBe(true);
    first.child.kill('SIGKILL');
    await first.ended;
    const { code } = await runCommand(home, ...index, '--model', 'untrained-avol-w0.125');
    expect(code).toBe(0);
  });
});

/** Whether an indexing has the library, without taking it from one that begins just now for longer than a look. */
function isHeld(): boolean {
  const lock = lockFile(lockPath());
  lock?.release();
  return lock === null;
}

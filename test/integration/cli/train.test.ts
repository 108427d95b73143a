import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openStore } from '../../../src-main/store/index.ts';
import { makeClip } from '../../fixtures/clips.ts';
import { runCommand, startCommand } from '../../fixtures/command.ts';
import { temporaryFolder } from '../../fixtures/services.ts';

// Each command is a process of its own: on a machine with other work a single one may take seconds.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

let home = '';
const tiny = [
  ...['--width', '0.125', '--image-size', '32', '--batch', '4', '--cache-rate', '4', '--json'],
  ...['--set', 'soundSeconds=0.5', '--set', 'validationPairs=4', '--set', 'checkpointEvery=4'],
];
const train = (...more: string[]) => ['train', 'videos', '--library', 'lib', '--network', 'ave', ...more];
const errorOf = (stdout: string) =>
  JSON.parse(stdout).error as { code: string; field?: string; message: string };

beforeAll(async () => {
  home = temporaryFolder('training', afterAll);
  mkdirSync(join(home, 'videos'));
  await makeClip(join(home, 'videos'), 'low.mp4', { seconds: 4, hertz: 300 });
  await makeClip(join(home, 'videos'), 'high.mp4', { seconds: 4, hertz: 3000 });
});

describe('earsight train', () => {
  it('refuses what cannot work before there is a library', async () => {
    const cases: [string[], string, string, number][] = [
      [['train', 'nofolder', ...train().slice(2)], 'not-found', 'folders', 1],
      [train('--set', 'nonsense=3'), 'invalid-input', 'nonsense', 2],
      [train('--init', 'untrained-ave-w0.125', '--width', '0.5'), 'invalid-input', 'width', 2],
    ];
    for (const [command, code, field, exit] of cases) {
      const ended = await runCommand(home, ...command, '--out', 'model', '--json');
      expect(errorOf(ended.stdout)).toMatchObject({ code, field });
      expect(ended.code).toBe(exit);
    }
    expect(existsSync(join(home, 'lib'))).toBe(false);
  });

  it('killed, leaves nothing that trains by itself: the same command goes on as the same run', async () => {
    const { child, ended } = startCommand(home, ...train('--out', 'model', '--pairs', '400000', ...tiny));
    await expect
      .poll(() => existsSync(join(home, 'model', 'run', 'last')) || child.exitCode !== null, {
        timeout: 200_000,
      })
      .toBe(true);
    const second = await runCommand(home, ...train('--out', 'model', '--pairs', '4', ...tiny));
    expect(errorOf(second.stdout).code).toBe('conflict');
    child.kill('SIGKILL');
    const { stderr } = await ended;
    expect(stderr).toMatch(
      /^Training cache of 2 videos: \d+ moments, at most 0\.\d\d GB, 0\.00 GB of it there\.$/m,
    );
    // A job that only begins has nothing to say.
    expect(stderr.trimEnd().split('\n')).not.toContain('');

    const seeded = await runCommand(home, ...train('--out', 'model', '--seed', '7', ...tiny));
    expect(errorOf(seeded.stdout)).toMatchObject({ code: 'invalid-input', field: 'seed' });
    expect(seeded.code).toBe(2);

    const resumed = await runCommand(home, ...train('--out', 'model', '--pairs', '4', ...tiny));
    expect(resumed).toMatchObject({ code: 0 });
    const store = openStore(join(home, 'lib'));
    expect(store.runs.list()).toMatchObject([{ state: 'done' }]);
    expect(store.jobs.list({ states: ['queued', 'running', 'paused'] })).toEqual([]);
    store.close();
  });
});

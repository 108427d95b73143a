import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openStore } from '../../../src-main/store/index.ts';
import { makeClip } from '../../fixtures/clips.ts';
import { runCommand, startCommand } from '../../fixtures/command.ts';
import { temporaryFolder, tinyAve } from '../../fixtures/services.ts';

// Each command is a process of its own: on a machine with other work a single one may take seconds.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

let home = '';
const count = 8;
const index = ['index', 'videos', '--library', 'lib', '--model', tinyAve, '--rate', '2', '--json'];

beforeAll(async () => {
  home = temporaryFolder('interrupted', afterAll);
  const videos = join(home, 'videos');
  mkdirSync(videos);
  for (let clip = 0; clip < count; clip++)
    await makeClip(videos, `${clip}.mp4`, { seconds: 4, hertz: 200 + 90 * clip });
});

/** Videos done so far, as another process sees them. */
function indexedCount(): number {
  const store = openStore(join(home, 'lib'));
  try {
    return store.videos.totals().indexed;
  } finally {
    store.close();
  }
}

describe('an index run that is killed', () => {
  it('loses nothing that was done and doubles nothing when it runs again', async () => {
    let done = 0;
    for (let kill = 1; kill <= 2; kill++) {
      const { child, ended } = startCommand(home, ...index);
      await expect
        .poll(() => (indexedCountOrNone() > done ? true : child.exitCode !== null), {
          timeout: 120_000,
          interval: 20,
        })
        .toBe(true);
      child.kill('SIGKILL');
      await ended;
      const now = indexedCount();
      expect(now).toBeGreaterThanOrEqual(done);
      done = now;
    }
    expect(done).toBeGreaterThan(0);
    const { code, stdout } = await runCommand(home, ...index);
    expect(code).toBe(0);
    const { videos } = JSON.parse(stdout);
    expect(videos).toMatchObject({ found: count, failed: 0, unchanged: done, indexed: count - done });
    const store = openStore(join(home, 'lib'));
    const [model] = store.embeddings.models();
    // 0.5 … 3.5 s at 2 a second: 7 moments of each video, no more.
    expect(store.moments.count()).toBe(7 * count);
    for (const modality of ['frame', 'sound'] as const) {
      const { at, videoIds } = store.embeddings.load(model!.hash, modality);
      expect(at.length).toBe(7 * count);
      expect(new Set([...at].map((time, row) => `${videoIds[row]} ${time}`)).size).toBe(7 * count);
    }
    expect(store.jobs.list({ states: ['queued', 'running', 'paused'] })).toEqual([]);
    store.close();
  });

  it('by Ctrl-C stops cleanly: exit code 1, no job left, the rest to be done', async () => {
    const { child, ended } = startCommand(
      home,
      ...index.slice(0, -1),
      '--model',
      'untrained-avol-w0.125',
      '--json',
    );
    await expect.poll(() => jobStates(), { timeout: 120_000, interval: 20 }).toContain('running');
    child.kill('SIGINT');
    const { code, stdout, stderr } = await ended;
    expect(code).toBe(1);
    expect(JSON.parse(stdout).error.code).toBe('cancelled');
    expect(stderr).toContain('Stop');
    expect(jobStates()).not.toContain('running');
  });
});

function indexedCountOrNone(): number {
  try {
    return indexedCount();
  } catch {
    return 0;
  }
}

function jobStates(): string[] {
  const store = openStore(join(home, 'lib'));
  try {
    return store.jobs.list().map(({ state }) => state);
  } finally {
    store.close();
  }
}

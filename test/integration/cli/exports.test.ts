import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { makeClip } from '../../fixtures/clips.ts';
import { runCommand } from '../../fixtures/command.ts';
import { temporaryFolder, tinyAve, tinyAvol } from '../../fixtures/services.ts';

// Each command is a process of its own: on a machine with other work a single one may take seconds.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

let home = '';
const earsight = async (...args: string[]) => {
  const { code, stdout, stderr } = await runCommand(home, ...args, '--json');
  return { code, stderr, json: JSON.parse(stdout) };
};

beforeAll(async () => {
  home = temporaryFolder('exports', afterAll);
  for (const folder of ['a', 'b']) mkdirSync(join(home, folder));
  writeFileSync(join(home, 'broken.mp4'), 'no video at all');
  await Promise.all([
    makeClip(join(home, 'a'), 'x.mp4', { seconds: 1, hertz: 300 }),
    makeClip(join(home, 'b'), 'x.mp4', { seconds: 1, hertz: 3000 }),
    makeClip(home, 'sound.flac', { seconds: 1, size: null }),
  ]);
});

const heatmaps = (...args: string[]) => earsight('export', 'heatmaps', ...args, '--model', tinyAvol);

describe('earsight export heatmaps', () => {
  it('writes files of their own for videos of one name', async () => {
    const { code, json } = await heatmaps(
      'a/x.mp4',
      'b/x.mp4',
      'a/x.mp4',
      '--out',
      'maps',
      '--format',
      'npy',
    );
    expect(code).toBe(0);
    expect(json.files).toEqual(
      ['a_x.mp4-0.50s.npy', 'b_x.mp4-0.50s.npy'].map((name) => join(home, 'maps', name)),
    );
    expect(readdirSync(join(home, 'maps')).sort()).toEqual(['a_x.mp4-0.50s.npy', 'b_x.mp4-0.50s.npy']);
  });

  it('goes on where a video fails, and says which did and why', async () => {
    const { code, json } = await heatmaps(
      'broken.mp4',
      'sound.flac',
      'a/x.mp4',
      '--out',
      'some',
      '--format',
      'mp4',
    );
    expect(code).toBe(0);
    expect(json.files).toEqual([join(home, 'some', 'x.heatmap.mp4')]);
    expect(json.failures).toMatchObject([
      { path: join(home, 'broken.mp4'), code: 'unreadable-file' },
      { path: join(home, 'sound.flac'), code: 'no-picture' },
    ]);
  });

  it('fails when nothing could be written', async () => {
    const { code, json, stderr } = await heatmaps('broken.mp4', 'gone.mp4', '--out', 'none');
    expect(code).toBe(1);
    expect(json).toMatchObject({ files: [], failures: [{ code: 'unreadable-file' }, { code: 'not-found' }] });
    expect(stderr).not.toContain('internal');
  });

  it('refuses spans that hold nothing', async () => {
    const [turned, between] = await Promise.all([
      heatmaps('a/x.mp4', '--out', 'spans', '--from', '0.8', '--to', '0.2'),
      heatmaps('a/x.mp4', '--out', 'between', '--from', '0.6', '--to', '0.7'),
    ]);
    expect(turned).toMatchObject({ code: 2, json: { error: { field: 'to' } } });
    expect(existsSync(join(home, 'spans'))).toBe(false);
    expect(between).toMatchObject({ code: 1, json: { files: [], failures: [{ code: 'invalid-input' }] } });
  });

  it('needs a model that makes heatmaps', async () => {
    const { code, json } = await earsight('export', 'heatmaps', 'a/x.mp4', '--out', 'no', '--model', tinyAve);
    expect([code, json.error.field]).toEqual([2, 'model']);
  });
});

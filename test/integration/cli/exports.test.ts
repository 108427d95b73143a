import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
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
    makeClip(home, 'mute.mp4', { seconds: 1, hertz: null }),
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
    expect(existsSync(join(home, 'none'))).toBe(false);
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

  it('tells where a span that fits nothing in the video lies, and leaves no folder for it', async () => {
    const cases: [RegExp, string[]][] = [
      [/from is 1, where the video ends\. Allowed: less than 1\.000/, ['--from', '1']],
      [/from is 5, outside the video\. Allowed: 0…1\.000/, ['--from', '5']],
      [/No picture .* between 0\.97 and 0\.98 s/, ['--from', '0.97', '--to', '0.98']],
    ];
    for (const [reason, span] of cases) {
      const { code, json } = await heatmaps('a/x.mp4', '--out', 'new/er', '--format', 'mp4', ...span);
      expect([span, code, json.failures]).toEqual([
        span,
        1,
        [expect.objectContaining({ code: 'invalid-input', reason: expect.stringMatching(reason) })],
      ]);
    }
    expect(existsSync(join(home, 'new'))).toBe(false);
  });

  it('needs a sound for a film as for a picture', async () => {
    for (const format of ['mp4', 'npy']) {
      const { code, json } = await heatmaps('mute.mp4', '--out', 'quiet', '--format', format);
      expect([code, json.files, json.failures]).toMatchObject([1, [], [{ code: 'no-sound' }]]);
    }
    expect(existsSync(join(home, 'quiet'))).toBe(false);
  });

  it('takes no rate for a film, which has that of its video', async () => {
    const { code, json } = await heatmaps('a/x.mp4', '--out', 'film', '--format', 'mp4', '--rate', '2');
    expect([code, json.error]).toMatchObject([2, { field: 'rate', allowed: expect.stringContaining('npy') }]);
  });

  it('needs a model that makes heatmaps', async () => {
    const { code, json } = await earsight('export', 'heatmaps', 'a/x.mp4', '--out', 'no', '--model', tinyAve);
    expect([code, json.error.field]).toEqual([2, 'model']);
  });
});

describe('earsight heatmap', () => {
  const heatmap = (...args: string[]) =>
    earsight('heatmap', '--video', 'a/x.mp4', '--at', '0.5', '--model', tinyAvol, ...args);

  it('asks every picture of an .mp4 for the sound it is given', async () => {
    await heatmap('--out', 'own.mp4');
    const { code } = await heatmap('--out', 'other.mp4', '--sound', 'b/x.mp4', '--sound-at', '0.5');
    expect(code).toBe(0);
    const [own, other] = ['own.mp4', 'other.mp4'].map((name) => readFileSync(join(home, name)));
    expect(own!.equals(other!)).toBe(false);
  });

  it('names the file that it cannot read', async () => {
    const { json } = await earsight('heatmap', '--video', 'broken.mp4', '--at', '0');
    expect(json.error).toMatchObject({
      code: 'unreadable-file',
      message: expect.stringMatching(/^broken\.mp4: /),
    });
  });

  it('refuses options that what it writes has no use for', async () => {
    const cases: [string, string[]][] = [
      ['from', ['--from', '0.2', '--out', 'x.png']],
      ['to', ['--to', '0.2']],
      ['to', ['--from', '0.4', '--to', '0.2', '--out', 'x.mp4']],
      ['map-only', ['--map-only', '--out', 'x.mp4']],
      ['sound-at', ['--sound', 'b/x.mp4']],
    ];
    for (const [field, args] of cases) {
      const { code, json } = await heatmap(...args);
      expect([args, code, json.error.field]).toEqual([args, 2, field]);
    }
  });
});

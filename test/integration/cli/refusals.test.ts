import { existsSync, mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { makeClip } from '../../fixtures/clips.ts';
import { runCommand } from '../../fixtures/command.ts';
import { temporaryFolder, tinyAve, tinyAvol } from '../../fixtures/services.ts';

// Each command is a process of its own: on a machine with other work a single one may take seconds.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

let home = '';
const earsight = async (...args: string[]) => {
  const { code, stdout } = await runCommand(home, ...args, '--json');
  return { code, json: JSON.parse(stdout) };
};
const library = ['--library', 'lib'];

beforeAll(async () => {
  home = temporaryFolder('refusals', afterAll);
  mkdirSync(join(home, 'videos'));
  await makeClip(join(home, 'videos'), 'x.mp4', { seconds: 1 });
  await makeClip(home, 'tone.wav', { seconds: 1, size: null });
  await earsight('index', 'videos', ...library, '--model', tinyAve, '--device', 'cpu');
});

describe('the command line', () => {
  it('makes no library where it was asked for one that is not there', async () => {
    for (const args of [['doctor'], ['evaluate']]) {
      const { code, json } = await earsight(...args, '--library', 'nolib');
      expect([args, code, json.error.code]).toEqual([args, 1, 'not-found']);
      expect(json.error.message).toContain('nolib');
      expect(existsSync(join(home, 'nolib'))).toBe(false);
    }
  });

  it('looks where it is to write before it computes anything, and names the option', async () => {
    const still = ['heatmap', '--video', 'videos/x.mp4', '--at', '0.5', '--model', tinyAvol];
    const missing = await earsight(...still, '--out', 'gone/x.png');
    expect(missing).toMatchObject({ code: 1, json: { error: { code: 'not-found', field: 'out' } } });
    expect(missing.json.error.message).not.toContain('.part');
    const annotations = ['export', 'annotations', ...library, '--format', 'elan', '--out', 'tone.wav/x'];
    expect(await earsight(...annotations)).toMatchObject({ code: 2, json: { error: { field: 'out' } } });
    const train = ['train', ...library, '--network', 'ave', '--out', 'tone.wav'];
    expect(await earsight(...train)).toMatchObject({ code: 2, json: { error: { field: 'out' } } });
    // Before it looks at its material, which is not there either.
    const compose = ['compose', '--images', 'gone', '--sounds', 'gone', '--clips', '1', '--out', 'tone.wav'];
    expect(await earsight(...compose)).toMatchObject({ code: 2, json: { error: { field: 'out' } } });
    const many = await earsight('export', 'heatmaps', 'videos/x.mp4', '--out', 'tone.wav');
    expect(many).toMatchObject({ code: 2, json: { error: { field: 'out' } } });
  });

  it('writes embeddings only under an ending that says what they are', async () => {
    const vectors = ['export', 'embeddings', ...library, '--model', tinyAve];
    const csv = await earsight(...vectors, '--out', 'v.csv');
    expect(csv).toMatchObject({ code: 2, json: { error: { field: 'out', allowed: '.npz, .parquet' } } });
    const other = await earsight(...vectors, '--out', 'v.npz', '--format', 'parquet');
    expect(other).toMatchObject({ code: 2, json: { error: { allowed: '.parquet' } } });
  });

  it('writes no file of vectors that the library does not have, and names the models that it has', async () => {
    const none = ['export', 'embeddings', ...library, '--out', 'none/v.npz', '--model'];
    const { code, json } = await earsight(...none, tinyAvol);
    expect(code).toBe(1);
    expect(json.error).toMatchObject({ code: 'not-found', field: 'model' });
    expect(json.error.message).toContain(tinyAvol);
    await earsight('index', ...library, '--model', 'starter-ave', '--device', 'cpu');
    const again = await earsight(...none, tinyAvol);
    expect(again.json.error.allowed).toMatch(/^one of hash [0-9a-f]{8}…, starter-ave$/);
    expect(existsSync(join(home, 'none'))).toBe(false);
  });

  it('asks with no time beyond the end of a sound', async () => {
    const query = ['query', ...library, '--model', tinyAve, '--from', 'sound', '--to', 'sounds'];
    const beyond = await earsight(...query, '--audio', 'tone.wav', '--at', '100', '--device', 'cpu');
    expect(beyond).toMatchObject({ code: 2, json: { error: { field: 'at' } } });
    const inside = await earsight(...query, '--audio', 'tone.wav', '--at', '0.5', '--device', 'cpu');
    expect(inside.json).toHaveLength(1);
  });

  it('says so of a file where a folder of videos is wanted, and makes no library for it', async () => {
    const { code, json } = await earsight('index', 'videos/x.mp4', '--library', 'nolib');
    expect([code, json.error.message]).toEqual([1, expect.stringContaining('is a file, not a folder')]);
    expect(existsSync(join(home, 'nolib'))).toBe(false);
  });

  it('asks a picture for no time', async () => {
    const query = ['query', ...library, '--from', 'frame', '--to', 'sounds', '--at', '1'];
    const { code, json } = await earsight(...query, '--image', 'videos/x.mp4');
    expect([code, json.error.field]).toEqual([2, 'at']);
  });

  it('names the option and the range of a number that does not fit', async () => {
    const compose = ['compose', '--images', 'gone', '--sounds', 'gone', '--out', 'o', '--clips', '1'];
    const { code, json } = await earsight(...compose, '--fps', '0');
    expect(code).toBe(2);
    expect(json.error.message).toMatch(/--fps.*from 1 to 60/);
    const size = await earsight(...compose, '--size', '255x255');
    expect(size).toMatchObject({ code: 2, json: { error: { field: 'size' } } });
  });

  it('takes no empty text for a path: it would be the folder one stands in', async () => {
    const option = await earsight('export', 'embeddings', ...library, '--out', '');
    expect(option).toMatchObject({ code: 2, json: { error: { message: expect.stringContaining('--out') } } });
    const argument = await earsight('index', '', ...library);
    expect(argument).toMatchObject({
      code: 2,
      json: { error: { message: expect.stringContaining('folders') } },
    });
  });

  it('names the file that it cannot read, and says why', async () => {
    const evaluate = ['evaluate', ...library, '--model', tinyAve, '--device', 'cpu', '--labels'];
    const ask = ['query', ...library, '--to', 'sounds', '--model', tinyAve];
    writeFileSync(join(home, 'huge.wav'), '');
    truncateSync(join(home, 'huge.wav'), 2 ** 31);
    const cases: [number, string, RegExp, string[]][] = [
      [2, 'labels', /videos: a folder, not a file/, [...evaluate, 'videos']],
      [1, 'labels', /gone\.json: no such file/, [...evaluate, 'gone.json']],
      [2, 'labels', /names no video/, [...evaluate, 'none.json']],
      [2, 'labels', /no annotations/, evaluate.slice(0, -1)],
      [1, 'alignOn', /gone: no such/, [...evaluate, 'labels.json', '--align-on', 'gone']],
      [2, 'image', /picture videos: a folder/, [...ask, '--from', 'frame', '--image', 'videos']],
      [1, 'audio', /sound gone\.wav: no such/, [...ask, '--from', 'sound', '--audio', 'gone.wav']],
      [2, 'audio', /huge\.wav is too large/, [...ask, '--from', 'sound', '--audio', 'huge.wav']],
      [2, 'file', /videos: a folder, not a file/, ['import', 'videos', ...library]],
      [2, 'file', /videos: a folder/, ['model', 'import', 'videos', '--network', 'ave', '--name', 'm']],
      [
        1,
        'file',
        /tone\.wav: this is not/,
        ['model', 'import', 'tone.wav', '--network', 'ave', '--name', 'm'],
      ],
    ];
    writeFileSync(join(home, 'none.json'), '[]');
    writeFileSync(join(home, 'labels.json'), '[{"video": "videos/x.mp4", "labels": ["Dog"], "boxes": []}]');
    for (const [expected, field, message, args] of cases) {
      const { code, json } = await earsight(...args);
      expect([args, code, json.error.field]).toEqual([args, expected, field]);
      expect(json.error.message).toMatch(message);
    }
  });

  it('refuses options of the other kind of model', async () => {
    const cases: [string, string[]][] = [
      ['image-size', ['import', 'gone', '--network', 'ave', '--name', 'm', '--image-size', '64']],
      ['network', ['import', '--image', 'a', '--sound', 'b', '--name', 'm', '--network', 'ave']],
      ['batch', ['export', tinyAve, '--format', 'safetensors', '--out', 'e', '--batch', '4']],
    ];
    for (const [field, args] of cases) {
      const { code, json } = await earsight('model', ...args);
      expect([args, code, json.error.field]).toEqual([args, 2, field]);
    }
    const pair = ['--image', 'a', '--sound', 'b', '--name', 'm', '--image-deviation', '1,0,1'];
    const { code, json } = await earsight('model', 'import', ...pair);
    expect([code, json.error.message]).toEqual([2, expect.stringContaining('above 0')]);
  });

  it('refuses options of one format with another, and says with which they go', async () => {
    const cases: [string, string, string[]][] = [
      ['frame-images', 'coco or kwcoco', ['--format', 'elan', '--frame-images']],
      ['elan-tiers', 'elan', ['--format', 'otio', '--elan-tiers', 'author']],
      // The one that would be taken anyway: it was meant for another format all the same.
      ['timeline', 'otio', ['--format', 'elan', '--timeline', 'selects']],
    ];
    for (const [field, format, args] of cases) {
      const { code, json } = await earsight('export', 'annotations', ...library, '--out', 'e', ...args);
      const allowed = `--${field} with --format ${format}`;
      expect([args, code, json.error]).toMatchObject([args, 2, { field, allowed }]);
    }
  });

  it('imports no model under the name of one that comes with the app', async () => {
    await earsight('model', 'export', tinyAve, '--format', 'safetensors', '--out', 'model');
    const file = ['model', 'import', 'model/weights.safetensors', '--network', 'ave'];
    const { code, json } = await earsight(...file, '--name', 'starter-avol');
    expect([code, json.error.code, json.error.field]).toEqual([1, 'conflict', 'name']);
  });

  it('says which devices are there when it is asked for another', async () => {
    const absent = process.platform === 'win32' ? 'coreml' : 'dml';
    const still = ['heatmap', '--video', 'videos/x.mp4', '--at', '0.5', '--model', tinyAvol];
    const { code, json } = await earsight(...still, '--device', absent);
    expect(code).toBe(1);
    expect(json.error).toMatchObject({ code: 'engine-failed', field: 'device' });
    expect(json.error.allowed).toContain('cpu');
  });

  it('says the same of a broken ffmpeg in every command', async () => {
    vi.stubEnv('FFMPEG_BIN', join(home, 'tone.wav'));
    try {
      const doctor = await earsight('doctor');
      expect(doctor).toMatchObject({ code: 1, json: { ffmpeg: null } });
      expect(doctor.json.ffmpegProblem).toContain('FFMPEG_BIN names');
      const wrong = { code: 1, json: { error: { code: 'missing-program', field: 'FFMPEG_BIN' } } };
      const still = ['heatmap', '--video', 'videos/x.mp4', '--at', '0.5', '--model', tinyAvol];
      const indexed = await earsight('index', 'videos', '--library', 'other', '--model', tinyAve);
      expect(indexed).toMatchObject(wrong);
      const located = await earsight(...still, '--device', 'cpu');
      expect(located).toMatchObject(wrong);
      expect(indexed.json.error.allowed).toBe(located.json.error.allowed);
    } finally {
      vi.unstubAllEnvs();
    }
  });
});

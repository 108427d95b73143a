import { existsSync } from 'node:fs';
import { cp, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { extractAll, extractFile, listPackage, statFile } from '@electron/asar';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFolder } from '../../../src-main/app/machine/open-folder.ts';
import { Supervisor } from '../../../src-main/app/supervisor.ts';
import { startNodeWorker } from '../../../src-main/app/workers/node-worker.ts';
import type { Job } from '../../../src-main/contract/jobs.ts';
import { doctorReport } from '../../../src-main/contract/models.ts';
import { type PackedApp, packApp } from '../../fixtures/app/packed-app.ts';
import { noSignal } from '../../fixtures/app/practice-supervisor.ts';

// Needs about half a minute: everything about the packed app is asked of one packing.
describe.runIf(process.platform === 'linux')('the packed app', () => {
  let packed: PackedApp;
  let files: string[];
  beforeAll(async () => {
    packed = await packApp();
    files = listPackage(packed.archive, { isPack: false }).map((path) => path.replace(/^\//, ''));
  }, 240_000);
  afterAll(() => packed?.remove());

  const isUnpacked = (path: string): boolean => {
    const entry = statFile(packed.archive, path, false);
    return 'unpacked' in entry && entry.unpacked === true;
  };

  it('holds the entry that package.json names, the preload script, the workers and the page', () => {
    const manifest = JSON.parse(extractFile(packed.archive, 'package.json').toString()) as { main: string };
    expect(manifest.main).toBe('out/main/electron.js');
    for (const path of [
      manifest.main,
      'out/main/preload.cjs',
      'out/main/worker.js',
      'out/main/decode-thread.js',
    ])
      expect(files).toContain(path);
    const page = extractFile(packed.archive, 'out/renderer/index.html').toString();
    const loaded = [...page.matchAll(/(?:src|href)="\/([^"]+)"/g)].map((match) => match[1]);
    expect(loaded.length).toBeGreaterThan(0);
    for (const path of loaded) expect(files).toContain(`out/renderer/${path}`);
    expect(page).not.toMatch(/<script(?![^>]*\bsrc=)/);
  });

  it('keeps what is loaded or run by the system outside the archive', () => {
    const wanted = (path: string): boolean =>
      path.endsWith('.node') ||
      /\.(?:so|dylib|dll)(?:\.\d+)*$/.test(path) ||
      /\/(?:ffmpeg|ffprobe)(?:\.exe)?$/.test(path) ||
      path.endsWith('.safetensors') ||
      (path.startsWith('resources/demo/') && path.endsWith('.mp4')) ||
      path === 'out/main/decode-thread.js' ||
      path === 'package.json';
    const native = files.filter(
      (path) => wanted(path) && !('files' in statFile(packed.archive, path, false)),
    );
    expect(native.some((path) => path.endsWith('onnxruntime_binding.node'))).toBe(true);
    expect(native.some((path) => path.includes('better-sqlite3/prebuilds/'))).toBe(true);
    expect(native.some((path) => path.endsWith('/ffprobe'))).toBe(true);
    for (const path of native) {
      expect(isUnpacked(path), path).toBe(true);
      expect(existsSync(join(`${packed.archive}.unpacked`, path)), path).toBe(true);
    }
  });

  it('holds no source, no test, and nothing for other systems', () => {
    const foreign = files.filter((path) =>
      /^(?:src-|test\/|scripts\/|docs\/|\.)|\.(?:ts|svelte|map)$|(?:darwin|win32|arm64|musl)[^/]*\.node$|napi-v6\/(?:darwin|win32)|\.dll$|\.dylib$/.test(
        path,
      ),
    );
    expect(foreign).toEqual([]);
    const packages = new Set(
      files
        .map((path) => /^node_modules\/((?:@[^/]+\/)?[^@/][^/]*)\//.exec(path)?.[1])
        .filter((name) => name !== undefined),
    );
    const expected = ['better-sqlite3', 'onnxruntime-node', 'onnxruntime-common', 'ffmpeg-static'];
    const installers = [...packages].filter((name) => /^@ff(?:mpeg|probe)-installer\//.test(name));
    expect([...packages].sort()).toEqual([...expected, ...installers].sort());
  });

  it('has its fuses set', async () => {
    const fuses = await getCurrentFuseWire(packed.executable);
    const states = Object.fromEntries(
      Object.entries(FuseV1Options)
        .filter(([, option]) => typeof option === 'number')
        .map(([name, option]) => [name, fuses[option as FuseV1Options]]),
    );
    expect(states).toMatchObject({
      RunAsNode: FuseState.DISABLE,
      EnableCookieEncryption: FuseState.ENABLE,
      EnableNodeOptionsEnvironmentVariable: FuseState.DISABLE,
      EnableNodeCliInspectArguments: FuseState.DISABLE,
      EnableEmbeddedAsarIntegrityValidation: FuseState.ENABLE,
      OnlyLoadAppFromAsar: FuseState.ENABLE,
      GrantFileProtocolExtraPrivileges: FuseState.DISABLE,
    });
  });

  it('has all that its workers need: SQLite, ONNX Runtime and ffmpeg run from the packed files alone', async () => {
    const app = join(packed.folder, '..', 'extracted');
    await mkdir(app);
    extractAll(packed.archive, app);
    const home = join(packed.folder, '..', 'home');
    const videos = join(packed.folder, '..', 'videos');
    const [clip] = (await readdir(join(app, 'resources', 'demo'))).filter((name) => name.endsWith('.mp4'));
    await mkdir(videos);
    await cp(join(app, 'resources', 'demo', clip ?? ''), join(videos, 'clip.mp4'));
    const supervisor = new Supervisor({
      start: () => startNodeWorker(join(app, 'out', 'main', 'worker.js')),
      appFolder: app,
      homeFolder: home,
    });
    try {
      const finished = Promise.withResolvers<Job>();
      supervisor.onEvent((name, payload) => {
        const { finishedAt } = name === 'job' ? (payload as Job) : { finishedAt: null };
        if (finishedAt !== null) finished.resolve(payload as Job);
      });
      await openFolder(supervisor.call, videos, home, noSignal);
      expect((await finished.promise).result).toMatchObject({ videos: { found: 1, indexed: 1 } });
      const doctor = doctorReport.parse(await supervisor.call('app.doctor', {}, noSignal));
      expect(doctor.ffmpeg).not.toBeNull();
      expect(doctor.engine.device).toBe('cpu');
    } finally {
      await supervisor.close();
    }
  });
});

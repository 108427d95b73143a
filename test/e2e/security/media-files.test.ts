import { cp, mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serve } from '../../../src-main/app/serve.ts';
import { Supervisor } from '../../../src-main/app/supervisor.ts';
import { startNodeWorker } from '../../../src-main/app/workers/node-worker.ts';
import { methods } from '../../../src-main/contract/contract.ts';
import type { Job } from '../../../src-main/contract/jobs.ts';
import { ask, logIn, type PracticeServer, type RawAnswer } from '../../fixtures/app/practice-server.ts';
import { noSignal } from '../../fixtures/app/practice-supervisor.ts';
import { media } from '../../fixtures/fixtures.ts';
import { temporaryFolder, tinyAve, tinyAvol } from '../../fixtures/services.ts';

// The browser mode over the real services and a library of two files: what of the disk can be read, and how.

let server: PracticeServer;
let cookie: string;
let source: string;
let videos: Map<string, number>;
const secret = 'outside the sources';

beforeAll(async () => {
  const folder = temporaryFolder('media-files', afterAll);
  source = join(folder, 'source');
  await mkdir(source);
  await cp(media.coded, join(source, 'whole.mp4'));
  await cp(media.coded, join(source, 'swapped.mp4'));
  await cp(media.coded, join(folder, 'elsewhere.mp4'));
  await writeFile(join(folder, 'secret.txt'), secret);
  await symlink(join(folder, 'elsewhere.mp4'), join(source, 'link.mp4'));
  const entry = join(import.meta.dirname, '..', '..', '..', 'src-main', 'app', 'worker.ts');
  const supervisor = new Supervisor({
    start: () => startNodeWorker(entry),
    homeFolder: join(folder, 'home'),
  });
  const running = await serve({ supervisor, pageFolder: source });
  server = {
    ...running,
    origin: `http://127.0.0.1:${running.port}`,
    supervisor,
    pageFolder: source,
    close: async () => {
      await running.close();
      await supervisor.close();
    },
  };
  afterAll(() => server.close());
  cookie = await logIn(server);
  await index(supervisor, folder);
  const list = methods['videos.list'].output.parse(await supervisor.call('videos.list', {}, noSignal));
  videos = new Map(list.items.map((video) => [video.name, video.id]));
});

/** Opens a library beside the source and indexes it with the smallest networks. */
async function index(supervisor: Supervisor, folder: string): Promise<void> {
  await supervisor.call('library.open', { folder: join(folder, 'library') }, noSignal);
  const change = { retrievalModel: tinyAve, heatmapModel: tinyAvol };
  await supervisor.call('settings.set', { change }, noSignal);
  const finished = new Promise<void>((resolve) => {
    supervisor.onEvent((name, payload) => {
      if (name === 'job' && (payload as Job).finishedAt !== null) resolve();
    });
  });
  await supervisor.call('sources.add', { folder: source }, noSignal);
  await supervisor.call('index.start', {}, noSignal);
  await finished;
}

const get = (path: string, headers: Record<string, string> = {}): Promise<RawAnswer> =>
  ask(server.port, path, { cookie, ...headers });
const video = (name: string): string => `/media/video/${videos.get(name)}`;

describe('a video', () => {
  it('is given whole, as what it is', async () => {
    const answer = await get(video('whole.mp4'));
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({ 'content-type': 'video/mp4', 'accept-ranges': 'bytes' });
    expect(answer.body.length).toBe(Number(answer.headers['content-length']));
    expect(answer.body.slice(4, 8)).toBe('ftyp');
  });

  it('is given in parts, which fit together', async () => {
    const whole = (await get(video('whole.mp4'))).body;
    const size = whole.length;
    const parts: [string, number, number][] = [
      ['bytes=0-99', 0, 99],
      ['bytes=100-', 100, size - 1],
      ['bytes=-50', size - 50, size - 1],
      [`bytes=${size - 1}-${size + 1000}`, size - 1, size - 1],
    ];
    for (const [range, from, to] of parts) {
      const answer = await get(video('whole.mp4'), { range });
      expect(answer.status, range).toBe(206);
      expect(answer.headers['content-range']).toBe(`bytes ${from}-${to}/${size}`);
      expect(answer.body).toBe(whole.slice(from, to + 1));
    }
  });

  it('answers ranges that make no sense without reading past its end', async () => {
    const size = (await get(video('whole.mp4'))).body.length;
    for (const range of [
      `bytes=${size}-`,
      `bytes=${size * 10}-${size * 20}`,
      'bytes=-0',
      'bytes=999999999999999-',
    ]) {
      const answer = await get(video('whole.mp4'), { range });
      expect(answer.status, range).toBe(416);
      expect(answer.headers['content-range']).toBe(`bytes */${size}`);
      expect(answer.body).toBe('');
    }
    for (const range of [
      'bytes=5-2',
      'bytes=a-b',
      'bytes=',
      'bytes=0-1,5-9',
      'lines=0-1',
      'bytes=-',
      `bytes=${'9'.repeat(40)}-`,
    ]) {
      const answer = await get(video('whole.mp4'), { range });
      expect([200, 416], range).toContain(answer.status);
      expect(answer.body.length, range).toBeLessThanOrEqual(size);
    }
  });

  it('answers hundreds of ranges at once without a leak of open files', async () => {
    const ranges = Array.from({ length: 300 }, (_, start) =>
      get(video('whole.mp4'), { range: `bytes=${start}-${start}` }),
    );
    expect((await Promise.all(ranges)).every(({ status }) => status === 206)).toBe(true);
  });

  it('is given from the start when it has changed since (If-Range), and not again when it has not', async () => {
    const { headers } = await get(video('whole.mp4'));
    const etag = String(headers.etag);
    expect((await get(video('whole.mp4'), { range: 'bytes=0-9', 'if-range': etag })).status).toBe(206);
    expect((await get(video('whole.mp4'), { range: 'bytes=0-9', 'if-range': '"other"' })).status).toBe(200);
    expect((await get(video('whole.mp4'), { 'if-none-match': etag })).status).toBe(304);
  });
});

describe('the rest of the disk', () => {
  it('has no path', async () => {
    const paths = [
      '/media/video/../../secret.txt',
      '/media/video/..%2f..%2fsecret.txt',
      '/media/video/%2e%2e%2fsecret.txt',
      '/media/video//etc/passwd',
      '/media/video/1/../../../secret.txt',
      '/media/video/1%00',
      '/media/video/1e0',
      '/media/video/-1',
      '/media/video/9999',
      '/media/video/__proto__',
      '/media/video/',
      '/media/video',
      '/media/',
      '/media/__proto__/1',
      '/media/constructor/1',
      '/media/query/..%2f..%2fsecret.txt',
      '/media/query/__proto__',
      '/media/frame/1?at=0&width=1e9',
      '/media/frame/1?at=NaN',
      '/media/sound/1?at=0&length=1e9',
      '/media/spectrogram/1?from=0&to=1e308&width=99999',
    ];
    for (const path of paths) {
      const answer = await get(path);
      expect(answer.status, path).toBeGreaterThanOrEqual(400);
      expect(answer.status, path).toBeLessThan(500);
      expect(answer.body).not.toContain(secret);
    }
  });

  it('is not reached over a link in a source', async () => {
    expect(videos.has('whole.mp4')).toBe(true);
    expect(videos.has('link.mp4')).toBe(false);
  });

  it('is not reached by exchanging an indexed video for a link', async () => {
    const path = join(source, 'swapped.mp4');
    expect((await get(video('swapped.mp4'))).status).toBe(200);
    await rm(path);
    await symlink(join(source, '..', 'secret.txt'), path);
    const answer = await get(video('swapped.mp4'));
    expect(answer.status).toBe(403);
    expect(answer.body).not.toContain(secret);
  });

  it('is not reached by exchanging the source’s inside for a link to a folder', async () => {
    const kept = `${source}-kept`;
    await rename(source, kept);
    await mkdir(source);
    await symlink(join(source, '..', 'secret.txt'), join(source, 'whole.mp4'));
    const answer = await get(video('whole.mp4'));
    expect(answer.status).toBe(403);
    await rm(source, { recursive: true });
    await rename(kept, source);
    expect((await get(video('whole.mp4'))).status).toBe(200);
  });
});

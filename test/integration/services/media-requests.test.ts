import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { mediaPaths } from '../../../src-main/contract/client.ts';
import { openDiskCache } from '../../../src-main/services/caches/index.ts';
import { finishJob } from '../../../src-main/services/jobs/index.ts';
import { scanSources } from '../../../src-main/services/libraries/index.ts';
import { fileResponse } from '../../../src-main/services/media-requests/file-response.ts';
import { makeClip } from '../../fixtures/clips.ts';
import { indexedLibrary } from '../../fixtures/indexed-library.ts';
import { never, temporaryFolder } from '../../fixtures/services.ts';

const library = indexedLibrary({
  'clip.mp4': { hertz: 300 },
  'mute.mp4': { hertz: null },
  'old.avi': { hertz: 500, seconds: 2 },
});

const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
  library().media(new Request(`http://earsight${path}`, init));
const bytesOf = async (response: Response): Promise<Uint8Array> =>
  new Uint8Array(await response.arrayBuffer());
const sha = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('a video', () => {
  it('comes whole, and in the parts a player asks for', async () => {
    const { video, videos } = library();
    const file = readFileSync(join(videos, 'clip.mp4'));
    const path = mediaPaths.video(video('clip.mp4').id);
    const whole = await ask(path);
    expect([whole.status, whole.headers.get('content-type')]).toEqual([200, 'video/mp4']);
    expect(sha(await bytesOf(whole))).toBe(sha(file));
    const part = await ask(path, { headers: { range: 'bytes=100-299' } });
    expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 100-299/${file.length}`]);
    expect(sha(await bytesOf(part))).toBe(sha(file.subarray(100, 300)));
    const beyond = await ask(path, { headers: { range: `bytes=${file.length}-` } });
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, `bytes */${file.length}`]);
    const head = await ask(path, { method: 'HEAD' });
    expect([head.headers.get('content-length'), (await bytesOf(head)).length]).toEqual([`${file.length}`, 0]);
  });

  it('is not sent again to one who has it', async () => {
    const path = mediaPaths.video(library().video('clip.mp4').id);
    const etag = (await ask(path, { method: 'HEAD' })).headers.get('etag')!;
    expect((await ask(path, { headers: { 'if-none-match': etag } })).status).toBe(304);
  });

  it('that browsers cannot play comes as its proxy, once that is made', async () => {
    const { video, handlers, context } = library();
    const { id } = video('old.avi');
    expect((await handlers['videos.get']!({ video: id }, never)).proxy).toBe('needed');
    expect((await ask(mediaPaths.video(id))).status).toBe(409);
    // What a kill and an earlier version of the file left.
    const proxies = join(context.session.current().folder, 'cache', 'proxies');
    mkdirSync(proxies, { recursive: true });
    for (const name of [
      '.earsight-x.part.mp4',
      `${id}-old.job.part.mp4`,
      `${id}-old.mp4`,
      `${id}0-other.mp4`,
    ]) {
      writeFileSync(join(proxies, name), 'half');
      utimesSync(join(proxies, name), 1, 1);
    }
    const { job } = await handlers['videos.proxy']!({ video: id }, never);
    await finishJob(context, job!, never);
    expect((await handlers['videos.get']!({ video: id }, never)).proxy).toBe('ready');
    const response = await ask(mediaPaths.video(id), { headers: { range: 'bytes=4-7' } });
    expect(Buffer.from(await bytesOf(response)).toString()).toBe('ftyp');
    expect(await handlers['videos.proxy']!({ video: id }, never)).toEqual({ job: null });
    expect(readdirSync(proxies).filter((name) => /old|part/.test(name))).toEqual([]);
    expect(readdirSync(proxies)).toHaveLength(2);
  });

  it('marks its proxy as used when it plays, and the player still knows the file', async () => {
    const { video, context } = library();
    const { id } = video('old.avi');
    const proxies = join(context.session.current().folder, 'cache', 'proxies');
    const path = join(proxies, readdirSync(proxies).find((name) => name.startsWith(`${id}-`))!);
    const head = async (): Promise<string> =>
      (await ask(mediaPaths.video(id), { method: 'HEAD' })).headers.get('etag')!;
    const before = await head();
    utimesSync(path, 1, statSync(path).mtimeMs / 1000);
    expect(await head()).toBe(before);
    expect(Date.now() - statSync(path).atimeMs).toBeLessThan(60_000);
  });

  it('needs a proxy again once the playable copies are cleared, which the list of caches shows', async () => {
    const { video, handlers } = library();
    const { id } = video('old.avi');
    const listed = async () =>
      (await handlers['caches.list']!({}, never)).find(({ kind }) => kind === 'proxies')!;
    expect(await listed()).toMatchObject({ bytes: expect.any(Number), mostBytes: 16e9 });
    expect((await listed()).bytes).toBeGreaterThan(1000);
    await handlers['caches.clear']!({ kind: 'proxies' }, never);
    expect((await listed()).bytes).toBe(0);
    expect((await handlers['videos.get']!({ video: id }, never)).proxy).toBe('needed');
  });

  it('keeps a proxy in the making when the others are cleared, and what a kill left does not stay', async () => {
    const { handlers, context } = library();
    const proxies = join(context.session.current().folder, 'cache', 'proxies');
    mkdirSync(proxies, { recursive: true });
    for (const name of ['7-now.part.mp4', '8-long-ago.part.mp4', '9-whole.mp4'])
      writeFileSync(join(proxies, name), 'bytes');
    utimesSync(join(proxies, '8-long-ago.part.mp4'), 1, 1);
    await handlers['caches.clear']!({ kind: 'proxies' }, never);
    expect(readdirSync(proxies)).toEqual(['7-now.part.mp4']);
    rmSync(proxies, { recursive: true });
  });

  it('that is cut short while it is read breaks off instead of ending', async () => {
    const path = join(temporaryFolder('short'), 'long.mp4');
    writeFileSync(path, Buffer.alloc(3 * 2 ** 20));
    const options = { folders: [dirname(path)], contentType: 'video/mp4' };
    const reader = (await fileResponse(new Request('http://earsight/'), path, options)).body!.getReader();
    await reader.read();
    truncateSync(path, 2 ** 20);
    const rest = async (): Promise<void> => {
      for (;;) if ((await reader.read()).done) return;
    };
    await expect(rest()).rejects.toMatchObject({ code: 'unreadable-file' });
  });

  it.skipIf(process.platform === 'win32')(
    'whose place a named pipe has taken is refused at once',
    async () => {
      const path = join(temporaryFolder('pipe'), 'pipe.mp4');
      execFileSync('mkfifo', [path]);
      const options = { folders: [dirname(path)], contentType: 'video/mp4' };
      const answer = fileResponse(new Request('http://earsight/'), path, options);
      await expect(answer).rejects.toMatchObject({ code: 'not-allowed' });
    },
    5000,
  );

  it('that was exchanged for a link out of its source is refused', async () => {
    const { videos, context } = library();
    const outside = await makeClip(temporaryFolder('outside'), 'secret.mp4', { hertz: 777 });
    const inside = join(videos, 'link.mp4');
    copyFileSync(outside, inside);
    await scanSources(context.session.current());
    rmSync(inside);
    symlinkSync(outside, inside);
    const { store } = context.session.current();
    const linked = store.videos.find(store.sources.list()[0]!.id, 'link.mp4');
    expect(linked).not.toBeNull();
    const { id } = linked!;
    for (const path of [
      mediaPaths.video(id),
      mediaPaths.thumbnail(id),
      mediaPaths.filmstrip(id),
      mediaPaths.frame(id, 0.5, 64),
      mediaPaths.sound(id, 0.5),
      mediaPaths.peaks(id),
      mediaPaths.spectrogram(id, 0, 1, 100),
    ]) {
      const response = await ask(path);
      const { code } = (await response.json()) as { code: string };
      expect([response.status, code], path).toEqual([403, 'not-allowed']);
    }
  });
});

describe('pictures and sounds made from a video', () => {
  it.each([
    ['thumbnail', (id: number) => mediaPaths.thumbnail(id), 'image/jpeg', 'ffd8'],
    ['filmstrip', (id: number) => mediaPaths.filmstrip(id), 'image/jpeg', 'ffd8'],
    ['frame', (id: number) => mediaPaths.frame(id, 1.5, 64), 'image/jpeg', 'ffd8'],
    ['sound', (id: number) => mediaPaths.sound(id, 1.5), 'audio/wav', '52494646'],
    ['spectrogram', (id: number) => mediaPaths.spectrogram(id, 0, 2, 100), 'image/png', '89504e47'],
    ['peaks', (id: number) => mediaPaths.peaks(id), 'application/octet-stream', ''],
  ])('%s', async (_, pathOf, type, start) => {
    const path = pathOf(library().video('clip.mp4').id);
    const first = await ask(path);
    expect([first.status, first.headers.get('content-type')]).toEqual([200, type]);
    const bytes = await bytesOf(first);
    expect(Buffer.from(bytes).toString('hex').startsWith(start)).toBe(true);
    const again = await ask(path);
    expect(sha(await bytesOf(again))).toBe(sha(bytes));
    expect(again.headers.get('etag')).toBe(first.headers.get('etag'));
  });

  it('peaks are 100 pairs a second', async () => {
    const bytes = await bytesOf(await ask(mediaPaths.peaks(library().video('clip.mp4').id)));
    expect(Math.abs(bytes.length / 2 - 300)).toBeLessThan(10);
  });

  it('of a file without sound are answered with the reason', async () => {
    const response = await ask(mediaPaths.sound(library().video('mute.mp4').id, 1));
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([404, 'no-sound']);
  });

  it('a dropped query comes back as it was', async () => {
    const data = readFileSync(await makeClip(temporaryFolder('q'), 'q.png', { hertz: null, seconds: 0.04 }));
    const { query } = await library().handlers['queries.create']!({ name: 'q.png', data }, never);
    const response = await ask(mediaPaths.query(query));
    expect(response.headers.get('content-type')).toBe('image/png');
    expect(sha(await bytesOf(response))).toBe(sha(data));
  });
});

describe('addresses that are not right', () => {
  it.each([
    ['/media/video/999', 404],
    ['/media/video/..%2f..%2fetc%2fpasswd', 404],
    ['/media/video/1/../../etc/passwd', 404],
    ['/media/constructor/1', 404],
    ['/media/thumbnail/abc', 400],
    ['/media/frame/1?at=-1', 400],
    ['/media/frame/1?at=1&width=99999', 400],
    ['/media/frame/1?at=500', 400],
    ['/media/query/none', 404],
    ['/etc/passwd', 404],
  ])('%s → %i', async (path, status) => {
    expect((await ask(path)).status).toBe(status);
  });

  it('other methods than GET and HEAD are refused', async () => {
    expect((await ask('/media/video/1', { method: 'DELETE' })).status).toBe(405);
  });
});

describe('the cache of made files', () => {
  it('makes a file once for many who ask, and keeps it for the next start', async () => {
    const folder = join(temporaryFolder('cache'), 'pictures');
    let made = 0;
    const make = async (): Promise<Uint8Array> => {
      made++;
      await new Promise((resolve) => setTimeout(resolve, 10));
      return Uint8Array.of(1, 2, 3);
    };
    const cache = openDiskCache(folder, 1000);
    await Promise.all([cache.get('a', make), cache.get('a', make)]);
    expect([...(await openDiskCache(folder, 1000).get('a', make))]).toEqual([1, 2, 3]);
    expect(made).toBe(1);
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('forgets the least recently used files when it grows too large', async () => {
    const folder = join(temporaryFolder('cache'), 'pictures');
    mkdirSync(folder);
    const cache = openDiskCache(folder, 1000);
    const hundred = async (): Promise<Uint8Array> => new Uint8Array(100);
    for (let file = 0; file < 10; file++) {
      await cache.get(`old ${file}`, hundred);
      const newest = readdirSync(folder).map((name) => join(folder, name));
      for (const path of newest)
        utimesSync(path, statSync(path).atimeMs / 1000, statSync(path).mtimeMs / 1000 - 60);
    }
    await cache.get('new', hundred);
    const names = readdirSync(folder);
    expect(names.length).toBe(9);
    let made = false;
    await cache.get('new', async () => {
      made = true;
      return hundred();
    });
    expect(made).toBe(false);
  });

  it('stops making what nobody waits for any more, and not before', async () => {
    const cache = openDiskCache(join(temporaryFolder('cache'), 'pictures'), 1000);
    const stopped = Promise.withResolvers<void>();
    const make = (signal: AbortSignal): Promise<Uint8Array> =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          reject(signal.reason);
          stopped.resolve();
        });
      });
    const [one, other] = [new AbortController(), new AbortController()];
    const first = cache.get('a', make, one.signal);
    const second = cache.get('a', make, other.signal);
    await new Promise((resolve) => setTimeout(resolve, 50));
    one.abort();
    await expect(first).rejects.toMatchObject({ name: 'AbortError' });
    const early = await Promise.race([stopped.promise.then(() => 'stopped'), Promise.resolve('goes on')]);
    expect(early).toBe('goes on');
    other.abort();
    await expect(second).rejects.toMatchObject({ name: 'AbortError' });
    await stopped.promise;
    expect([...(await cache.get('a', async () => Uint8Array.of(5)))]).toEqual([5]);
  });

  it('leaves no half file behind when a file cannot be put in its place', async () => {
    const folder = temporaryFolder('cache');
    const name = createHash('sha256').update('a').digest('hex').slice(0, 40);
    const make = async (): Promise<Uint8Array> => {
      mkdirSync(join(folder, name));
      return Uint8Array.of(1);
    };
    await expect(openDiskCache(folder, 1000).get('a', make)).rejects.toThrow();
    expect(readdirSync(folder)).toEqual([name]);
  });

  it('clears leftovers of killed processes when it measures itself', async () => {
    const folder = temporaryFolder('cache');
    const leftover = join(folder, 'x.part');
    writeFileSync(leftover, 'half');
    utimesSync(leftover, 1, 1);
    await openDiskCache(folder, 1000).get('a', async () => Uint8Array.of(1));
    expect(readdirSync(folder)).toHaveLength(1);
  });
});

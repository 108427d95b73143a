import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { answeringTool, runnable } from '../../../src-main/media/answering-tool.ts';
import { downloadedFfmpeg } from '../../../src-main/media/download-ffmpeg.ts';
import { findTools } from '../../../src-main/media/index.ts';
import { tools } from '../../fixtures/clips.ts';

const isWindows = process.platform === 'win32';
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'earsight-tools-'));
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

describe('findTools', () => {
  it('finds programs that answer, with what they say of themselves', async () => {
    const { ffmpeg, ffprobe } = await findTools({ mayDownload: false });
    expect(ffmpeg.version).not.toBe('');
    expect(ffmpeg.libavutil).toBeGreaterThan(50);
    expect(ffprobe.libavutil).toBeGreaterThan(50);
  });

  it('takes the program that FFMPEG_BIN names', async () => {
    const { ffmpeg } = await tools();
    vi.stubEnv('FFMPEG_BIN', ffmpeg.path);
    vi.stubEnv('PATH', '');
    expect((await findTools({ mayDownload: false })).ffmpeg.path).toBe(ffmpeg.path);
  });

  it('says so when FFMPEG_BIN names something else', async () => {
    vi.stubEnv('FFMPEG_BIN', process.execPath);
    await expect(findTools({ mayDownload: false })).rejects.toMatchObject({
      code: 'missing-program',
      field: 'FFMPEG_BIN',
    });
  });

  it('stops when cancelled', async () => {
    await expect(findTools({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('answeringTool', () => {
  it('takes a file that is no program, or another program, for none', async () => {
    const page = join(folder, 'ffmpeg');
    writeFileSync(page, '<html>Not Found</html>');
    chmodSync(page, 0o755);
    expect(await answeringTool('ffmpeg', page)).toBeNull();
    expect(await answeringTool('ffmpeg', join(folder, 'none'))).toBeNull();
    expect(await answeringTool('ffmpeg', process.execPath)).toBeNull();
  });
});

describe.skipIf(isWindows)('runnable', () => {
  it('sets a missing exec bit', () => {
    const file = join(folder, 'ffprobe');
    writeFileSync(file, '#!/bin/sh\n', { mode: 0o644 });
    expect(runnable(file, folder)).toBe(file);
    expect(statSync(file).mode & 0o111).not.toBe(0);
  });
});

describe.skipIf(isWindows)('a download', () => {
  let server: Server;
  let answer: Buffer | null;

  beforeEach(async () => {
    server = createServer((request, response) => {
      const isProgram = request.url?.endsWith('.gz') === true;
      response.writeHead(answer === null || !isProgram ? 404 : 200);
      response.end(isProgram ? answer : undefined);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    vi.stubEnv('FFMPEG_BINARIES_URL', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy']) vi.stubEnv(name, '');
    // The script keeps what it fetches in the user's cache.
    vi.stubEnv('XDG_CACHE_HOME', folder);
    vi.stubEnv('HOME', folder);
  });

  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  it('is taken when what it left answers', async () => {
    answer = gzipSync(
      "#!/bin/sh\necho 'ffmpeg version 6.1.1-test Copyright'\necho 'libavutil      58. 29.100 / 58. 29.100'\n",
    );
    const tool = await downloadedFfmpeg(folder, true, undefined);
    expect(tool).toMatchObject({ path: join(folder, 'ffmpeg'), version: '6.1.1-test', libavutil: 58 });
  });

  it('is deleted when what it left is broken, so that the next start tries again', async () => {
    answer = gzipSync('half a program');
    expect(await downloadedFfmpeg(folder, true, undefined)).toBeNull();
    expect(() => readFileSync(join(folder, 'ffmpeg'))).toThrow();
  });

  it('beside that of another process leaves both with the program', async () => {
    const whole = gzipSync(
      `#!/bin/sh\necho 'ffmpeg version 6.1.1-test Copyright'\necho 'libavutil      58. 29.100'\n# ${randomBytes(2e5).toString('hex')}`,
    );
    const asked = Promise.withResolvers<void>();
    server.removeAllListeners('request');
    server.on('request', (request, response) => {
      if (!request.url?.endsWith('.gz')) return void response.writeHead(404).end();
      response.writeHead(200).write(whole.subarray(0, whole.length / 2));
      setTimeout(asked.resolve, 300);
      return void setTimeout(() => response.end(whole.subarray(whole.length / 2)), 2500);
    });
    const first = downloadedFfmpeg(folder, true, undefined);
    await asked.promise;
    const both = await Promise.all([first, downloadedFfmpeg(folder, true, undefined)]);
    expect(both.map((tool) => tool?.version)).toEqual(['6.1.1-test', '6.1.1-test']);
    expect(readdirSync(folder).filter((name) => name.startsWith('download-'))).toEqual([]);
  });

  it('ends with nothing where it is refused', async () => {
    answer = null;
    expect(await downloadedFfmpeg(folder, true, undefined)).toBeNull();
  });

  it('does not happen where it is not allowed', async () => {
    answer = gzipSync('#!/bin/sh\n');
    expect(await downloadedFfmpeg(folder, false, undefined)).toBeNull();
  });
});

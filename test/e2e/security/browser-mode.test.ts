import { execFile } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Decoder } from '@msgpack/msgpack';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import { mostOpenCalls } from '../../../src-main/contract/answerer.ts';
import { largestMessageBytes } from '../../../src-main/contract/messages.ts';
import {
  ask,
  closeCodeAfter,
  encoded,
  logIn,
  openSocket,
  type PracticeServer,
  practiceServer,
} from '../../fixtures/app/practice-server.ts';

const run = promisify(execFile);

let server: PracticeServer;
let cookie: string;
beforeAll(async () => {
  server = await practiceServer();
  cookie = await logIn(server);
});
afterAll(() => server.close());

const tokenPath = (): string => {
  const link = new URL(server.newLink());
  return link.pathname + link.search;
};

describe('the one-time link', () => {
  it('earns a cookie that no script reads and no other site sends, and leads to a clean address', async () => {
    const answer = await ask(server.port, tokenPath());
    expect(answer.status).toBe(303);
    expect(answer.headers.location).toBe('/');
    const [setCookie] = answer.headers['set-cookie'] as string[];
    expect(setCookie).toMatch(/^earsight-\d+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
  });

  it('dies with its first use', async () => {
    const path = tokenPath();
    expect((await ask(server.port, path)).status).toBe(303);
    expect((await ask(server.port, path)).status).toBe(401);
  });

  it('dies when a newer one is made', async () => {
    const older = tokenPath();
    tokenPath();
    expect((await ask(server.port, older)).status).toBe(401);
  });

  it('is not guessed, shortened or left empty', async () => {
    const path = tokenPath();
    const tries = [
      '/?token=',
      '/?token=x',
      path.slice(0, -1),
      `${path}x`,
      `${path}&token=`,
      `/index.html${path.slice(1)}`,
    ];
    for (const attempt of tries.filter((target) => target !== `${path}&token=`))
      expect((await ask(server.port, attempt)).status, attempt).toBe(401);
  });

  it('is not used up by a HEAD request, as link previews send it', async () => {
    const path = tokenPath();
    expect((await ask(server.port, path, {}, 'HEAD')).status).toBe(401);
    expect((await ask(server.port, path)).status).toBe(303);
  });
});

// Only root can act as another user. Under sudo, root trusts who called it.
describe.skipIf(process.platform !== 'linux' || process.getuid?.() !== 0)(
  'another user of the machine',
  () => {
    it('who read the link in the list of processes cannot use it, nor use it up', async () => {
      const path = tokenPath();
      process.env.SUDO_UID = '1000';
      try {
        const visit = `exec 3<>/dev/tcp/127.0.0.1/${server.port}
        printf 'GET ${path} HTTP/1.0\\r\\nHost: 127.0.0.1:${server.port}\\r\\n\\r\\n' >&3; head -1 <&3`;
        const { stdout } = await run('/bin/bash', ['-c', visit], { uid: 65_534 });
        expect(stdout).toContain(' 403 ');
        expect((await ask(server.port, path)).status).toBe(303);
      } finally {
        delete process.env.SUDO_UID;
      }
    });
  },
);

describe('without the cookie', () => {
  it('nothing is given: no page, no script, no media, no socket', async () => {
    for (const path of ['/', '/index.html', '/page.js', '/media/video/1', '/nowhere'])
      expect((await ask(server.port, path)).status, path).toBe(401);
    expect(await openSocket(server, { origin: server.origin })).toBe(401);
  });

  it('a made-up cookie, or the cookie under another name, is none', async () => {
    const value = cookie.split('=')[1];
    for (const made of [`earsight-${server.port}=x`, `earsight=${value}`, `earsight-1=${value}`, '=;;='])
      expect((await ask(server.port, '/', { cookie: made })).status, made).toBe(401);
  });
});

describe('requests from elsewhere', () => {
  it('are refused when another name points at this address (DNS rebinding)', async () => {
    const hosts = [
      'evil.example',
      `evil.example:${server.port}`,
      '127.0.0.1',
      `127.0.0.1:${server.port + 1}`,
    ];
    for (const host of hosts) {
      expect((await ask(server.port, '/', { cookie, host })).status, host).toBe(403);
      expect(await openSocket(server, { cookie, host, origin: `http://${host}` }), host).toBe(403);
    }
  });

  it('are refused without a host', async () => {
    expect(await rawStatus(`GET / HTTP/1.1\r\nHost:\r\nCookie: ${cookie}\r\n\r\n`)).toContain(' 403 ');
    expect(await rawStatus(`GET / HTTP/1.0\r\nCookie: ${cookie}\r\n\r\n`)).toContain(' 403 ');
  });

  it('are refused with a foreign Origin, even with the cookie', async () => {
    const origins = [
      'http://evil.example',
      'null',
      `http://127.0.0.1:${server.port + 1}`,
      `https://127.0.0.1:${server.port}`,
      `http://localhost:${server.port}`,
    ];
    for (const origin of origins) {
      expect((await ask(server.port, '/media/video/1', { cookie, origin })).status, origin).toBe(403);
      expect(await openSocket(server, { cookie, origin }), origin).toBe(403);
    }
  });

  it('get no socket without an Origin, nor on another path', async () => {
    expect(await openSocket(server, { cookie })).toBe(403);
    expect(await openSocket(server, { cookie, origin: server.origin }, '/other')).toBe(404);
  });

  it('are refused when the browser says that another site asks, another port of this machine included', async () => {
    for (const site of ['cross-site', 'same-site']) {
      const headers = {
        cookie,
        'sec-fetch-site': site,
        'sec-fetch-mode': 'no-cors',
        'sec-fetch-dest': 'video',
      };
      expect((await ask(server.port, '/media/video/1', headers)).status, site).toBe(403);
    }
  });

  it('may only be a visit of the page itself', async () => {
    const visit = {
      cookie,
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'document',
    };
    expect((await ask(server.port, '/', visit)).status).toBe(200);
    expect((await ask(server.port, '/media/video/1', visit)).status).toBe(403);
    expect((await ask(server.port, '/', { ...visit, 'sec-fetch-dest': 'iframe' })).status).toBe(403);
  });
});

describe('paths', () => {
  it('never lead out of the page, however they are written', async () => {
    const secret = join(server.pageFolder, '.secret.json');
    await writeFile(secret, '"secret"');
    await mkdir(join(server.pageFolder, 'assets'), { recursive: true });
    await symlink('/etc', join(server.pageFolder, 'assets', 'etc'));
    await symlink('/etc/hostname', join(server.pageFolder, 'assets', 'link.json'));
    const paths = [
      '/../package.json',
      '/..%2fpackage.json',
      '/%2e%2e/package.json',
      '/%2e%2e%2fpackage.json',
      '/..%5cpackage.json',
      '/....//package.json',
      '/assets/../../package.json',
      '/assets/%2e%2e%2f%2e%2e%2fetc/passwd',
      '/%252e%252e%252fetc/passwd',
      '//etc/passwd',
      '/etc/passwd',
      '/assets/etc/passwd',
      '/assets/link.json',
      '/.secret.json',
      '/%2esecret.json',
      '/index.html%00.js',
      '/index.html/',
      '/assets',
      '/C:/windows/win.ini',
      '/%',
      '/%ff',
    ];
    for (const path of paths) {
      const answer = await ask(server.port, path, { cookie });
      expect([400, 404], path).toContain(answer.status);
      expect(answer.body).not.toMatch(/root:|secret|"name"/);
    }
  });

  it('that are none at all are refused: an absolute URL, a star, a tunnel', async () => {
    expect((await ask(server.port, 'http://evil.example/', { cookie })).status).toBe(400);
    expect((await ask(server.port, '*', { cookie }, 'OPTIONS')).status).toBe(405);
    expect((await ask(server.port, '/', { cookie }, 'POST')).status).toBe(405);
    expect(
      await rawStatus(`CONNECT evil.example:80 HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n\r\n`),
    ).toBe('');
  });
});

/** Writes raw bytes to the port; gives the status line, empty when the server just hangs up. */
function rawStatus(text: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(server.port, '127.0.0.1', () => socket.write(text));
    let heard = '';
    socket.on('data', (piece) => {
      heard += piece;
      socket.end();
    });
    socket.on('close', () => resolve(heard.split('\r\n')[0] ?? ''));
    socket.on('error', () => resolve(''));
  });
}

describe('what is given', () => {
  it('carries a policy without inline script, framing or foreign origins', async () => {
    const { headers } = await ask(server.port, '/', { cookie });
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe-eval|\*|https:|script-src[^;]*unsafe/);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['x-frame-options']).toBe('DENY');
    expect(headers['referrer-policy']).toBe('no-referrer');
    expect(headers['cross-origin-resource-policy']).toBe('same-origin');
  });

  it('never lets a media file act as a document', async () => {
    const { status, headers } = await ask(server.port, '/media/video/2', { cookie });
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('application/octet-stream');
    expect(headers['content-security-policy']).toBe("default-src 'none'; sandbox");
  });
});

describe('the socket', () => {
  const open = async (): Promise<WebSocket> => {
    const socket = await openSocket(server, { cookie, origin: server.origin });
    if (typeof socket === 'number') throw new Error(`Refused with ${socket}.`);
    return socket;
  };
  const answerTo = (socket: WebSocket, message: unknown): Promise<unknown> =>
    new Promise((resolve) => {
      socket.once('message', (data: Buffer) => resolve(new Decoder().decode(data)));
      socket.send(encoded(message));
    });

  it('closes on text, on malformed msgpack and on messages of an unknown form', async () => {
    expect(await closeCodeAfter(await open(), '{"type":"call"}')).toBe(1003);
    expect(await closeCodeAfter(await open(), new Uint8Array([0xc1]))).toBe(1007);
    expect(await closeCodeAfter(await open(), new Uint8Array([0xdd, 0xff, 0xff, 0xff, 0xff]))).toBe(1007);
    // A map with the key __proto__.
    expect(
      await closeCodeAfter(
        await open(),
        Buffer.concat([Buffer.from([0x81, 0xa9]), Buffer.from('__proto__'), Buffer.from([0x80])]),
      ),
    ).toBe(1007);
    const forms: unknown[] = [
      null,
      [],
      { type: 'call', id: -1, method: 'engine.info', input: {} },
      { type: 'call', id: 0.5, method: 'engine.info', input: {} },
      { type: 'call', id: 1, method: 'x'.repeat(65), input: {} },
      { type: 'call', id: 1, method: 'engine.info', input: {}, extra: 1 },
      { type: 'answer', id: 1, ok: true, output: {} },
      { type: 'event', name: 'job', payload: {} },
    ];
    for (const form of forms) expect(await closeCodeAfter(await open(), encoded(form))).toBe(1005);
  });

  it('closes, and says why, on nesting that would exhaust the stack', async () => {
    const levels = 100_000;
    expect(await closeCodeAfter(await open(), new Uint8Array(levels).fill(0x91))).toBe(1007);
    const call = encoded({ type: 'call', id: 1, method: 'engine.info', input: null });
    const deep = Buffer.concat([call.subarray(0, -1), Buffer.alloc(levels, 0x91), Buffer.from([0xc0])]);
    const socket = await open();
    const reason = new Promise((resolve) => socket.once('close', (_, text) => resolve(String(text))));
    expect(await closeCodeAfter(socket, deep)).toBe(1007);
    await expect(reason).resolves.toBe('The message nests deeper than 64 levels.');
  });

  it('closes on a message over the limit without taking it in', async () => {
    const socket = await open();
    expect(await closeCodeAfter(socket, new Uint8Array(largestMessageBytes + 1))).toBe(1009);
  });

  it('answers names that are no methods with an error, and goes on', async () => {
    const socket = await open();
    for (const [id, method] of [
      '__proto__',
      'constructor',
      'hasOwnProperty',
      'worker.close',
      'worker.start',
      '',
    ].entries())
      expect(await answerTo(socket, { type: 'call', id, method, input: {} })).toMatchObject({
        id,
        ok: false,
        error: { code: 'invalid-input', field: 'method' },
      });
    expect(
      await answerTo(socket, { type: 'call', id: 9, method: 'library.summary', input: {} }),
    ).toMatchObject({ id: 9, ok: true });
    socket.close();
  });

  it('refuses what only a desktop window has', async () => {
    const socket = await open();
    for (const method of ['app.chooseFolder', 'app.showFile'])
      expect(
        await answerTo(socket, { type: 'call', id: 1, method, input: { file: '/etc/passwd' } }),
      ).toMatchObject({
        ok: false,
        error: { code: 'not-allowed' },
      });
    socket.close();
  });

  it('closes when an open number is used again, and cancels its calls', async () => {
    const socket = await open();
    const heard = new Promise((resolve) => {
      server.supervisor.onEvent((name, payload) => name === 'job' && resolve(payload));
    });
    const call = { type: 'call', id: 1, method: 'videos.list', input: { search: 'hang' } };
    socket.send(encoded(call));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await closeCodeAfter(socket, encoded(call))).toBe(1005);
    await expect(heard).resolves.toMatchObject({ message: 'cancelled in the worker' });
  });

  it('refuses more open calls than a window can need', async () => {
    const socket = await open();
    const refused = new Promise((resolve) => {
      socket.on('message', (data: Buffer) => resolve(new Decoder().decode(data)));
    });
    for (let id = 0; id <= mostOpenCalls; id++)
      socket.send(encoded({ type: 'call', id, method: 'videos.list', input: { search: 'hang' } }));
    await expect(refused).resolves.toMatchObject({
      id: mostOpenCalls,
      ok: false,
      error: { code: 'not-allowed' },
    });
    socket.close();
  });
});

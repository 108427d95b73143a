import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..', '..');

interface Started {
  child: ChildProcess;
  out: () => string;
  err: () => string;
  /** Resolves to the first match in stdout. */
  says: (pattern: RegExp) => Promise<RegExpExecArray>;
  ended: Promise<number | null>;
}

let folder: string;
const children: ChildProcess[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earsight-start-'));
});
afterAll(async () => {
  // What a failed test left running.
  for (const child of children) if (child.exitCode === null) child.kill('SIGTERM');
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 500 });
});

/** Starts a command as a terminal would: in a process group of its own, without a screen. */
function start(args: string[], environment: Record<string, string> = {}): Started {
  const child = spawn(process.execPath, args, {
    cwd: root,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      NODE_ENV: 'production',
      DISPLAY: '',
      WAYLAND_DISPLAY: '',
      EARSIGHT_HOME: join(folder, 'home'),
      INIT_CWD: folder,
      ...environment,
    },
  });
  children.push(child);
  let out = '';
  let err = '';
  child.stdout.on('data', (piece: Buffer) => {
    out += piece.toString();
  });
  child.stderr.on('data', (piece: Buffer) => {
    err += piece.toString();
  });
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
  const says = async (pattern: RegExp): Promise<RegExpExecArray> => {
    for (let tries = 0; tries < 600; tries++) {
      const match = pattern.exec(out);
      if (match) return match;
      if (child.exitCode !== null) break;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`It never said ${pattern}. It said: ${out}${err}`);
  };
  return { child, out: () => out, err: () => err, says, ended };
}

/** Presses Ctrl-C: the terminal tells the whole group. */
const interrupt = (started: Started): boolean => process.kill(-(started.child.pid as number), 'SIGINT');

/** The command lines of processes that carry a word, on systems that show them. */
async function processesWith(word: string): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir('/proc').catch(() => [])) {
    if (!/^\d+$/.test(entry)) continue;
    const environment = await readFile(`/proc/${entry}/environ`, 'latin1').catch(() => '');
    const command = await readFile(`/proc/${entry}/cmdline`, 'latin1').catch(() => '');
    if (environment.includes(word) && command.includes('worker')) found.push(command);
  }
  return found;
}

describe.skipIf(process.platform === 'win32')('npm start', () => {
  it('without a screen says so in one line, serves the page, and ends in order at Ctrl-C', async () => {
    const started = start(['scripts/start.mjs', '.']);
    const [, link = ''] = await started.says(/Earsight is open at (http\S+)/);
    const explanation = started
      .err()
      .split('\n')
      .filter((line) => line.includes('Electron'));
    expect(explanation).toEqual([
      'Electron does not open a window here (there is no screen here): Earsight opens in the browser instead.',
    ]);
    const response = await fetch(link, { redirect: 'manual' });
    expect(response.status).toBe(303);
    const cookie = response.headers.get('set-cookie')?.split(';')[0] ?? '';
    const page = await fetch(new URL('/', link), { headers: { cookie } });
    expect(await page.text()).toContain('<title>Earsight</title>');
    interrupt(started);
    expect(await started.ended).toBe(0);
    expect(await processesWith(join(folder, 'home'))).toEqual([]);
  });

  it('ends its workers even when it is killed outright', async () => {
    const started = start(['src-main/app/browser.ts', folder]);
    await started.says(/Earsight is open at/);
    expect((await processesWith(join(folder, 'home'))).length).toBeGreaterThan(0);
    started.child.kill('SIGKILL');
    await started.ended;
    for (let tries = 0; tries < 300 && (await processesWith(join(folder, 'home'))).length > 0; tries++)
      await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await processesWith(join(folder, 'home'))).toEqual([]);
  });

  it('says when the folder is not there', async () => {
    const started = start(['scripts/start.mjs', 'no such folder']);
    expect(await started.ended).toBe(2);
    expect(started.err()).toContain(`There is no folder ${join(folder, 'no such folder')}.`);
  });
});

describe('earsight serve', () => {
  it('prints one JSON value with the link; a second one refuses the taken port', async () => {
    const serve = ['src-main/app/cli.ts', 'serve', '--json', '--library', join(folder, 'library')];
    const started = start(serve);
    const [line] = await started.says(/^.*\n/);
    const { url, port } = JSON.parse(line) as { url: string; port: number };
    expect(url).toMatch(new RegExp(`^http://127\\.0\\.0\\.1:${port}/\\?token=[\\w-]{43}$`));
    const second = start([...serve, '--port', String(port)]);
    expect(await second.ended).toBe(1);
    expect(JSON.parse(second.out())).toMatchObject({ error: { code: 'conflict', field: 'port' } });
    started.child.kill('SIGTERM');
    expect(await started.ended).toBe(0);
    expect(started.out()).toBe(line);
  });

  it('refuses a port that is none', async () => {
    expect(await start(['src-main/app/cli.ts', 'serve', '--port', '70000']).ended).toBe(2);
  });
});

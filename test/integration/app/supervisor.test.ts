import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { Supervisor } from '../../../src-main/app/supervisor.ts';
import { startNodeWorker } from '../../../src-main/app/workers/node-worker.ts';
import { noSignal, practiceSupervisor } from '../../fixtures/app/practice-supervisor.ts';

const running: Supervisor[] = [];
const supervise = (): Supervisor => {
  const supervisor = practiceSupervisor();
  running.push(supervisor);
  return supervisor;
};
afterEach(async () => {
  for (const supervisor of running.splice(0)) await supervisor.close();
});

const list = (supervisor: Supervisor, search: string, signal = noSignal): Promise<unknown> =>
  supervisor.call('videos.list', { search }, signal);

/** The next events of one name, as they come. */
function nextEvent(supervisor: Supervisor, wanted: string): Promise<unknown> {
  return new Promise((resolve) => {
    const stop = supervisor.onEvent((name, payload) => {
      if (name !== wanted) return;
      stop();
      resolve(payload);
    });
  });
}

describe('the supervisor', () => {
  it('routes each method to the worker that the contract names', async () => {
    const supervisor = supervise();
    const answer = (await list(supervisor, '')) as { total: number };
    expect(answer.total).toBe(supervisor.processIds.interactive);
    expect(supervisor.processIds.jobs).not.toBe(supervisor.processIds.interactive);
    await expect(supervisor.call('index.start', {}, noSignal)).resolves.toEqual({ job: 'none' });
  });

  it('opens a library in both workers', async () => {
    const supervisor = supervise();
    await supervisor.call('library.open', { folder: '/somewhere' }, noSignal);
    await expect(supervisor.call('index.start', {}, noSignal)).resolves.toEqual({ job: '/somewhere' });
    await expect(supervisor.call('library.summary', {}, noSignal)).resolves.toMatchObject({
      folder: '/somewhere',
    });
  });

  it('rejects unanswered calls with worker-died, tells it, restarts, and opens the library again', async () => {
    const supervisor = supervise();
    await supervisor.call('library.open', { folder: '/somewhere' }, noSignal);
    const before = supervisor.processIds.interactive;
    const states: unknown[] = [];
    supervisor.onEvent((name, payload) => name === 'worker' && states.push(payload));
    const bystander = list(supervisor, 'hang');
    const fatal = list(supervisor, 'die');
    await expect(bystander).rejects.toMatchObject({ code: 'worker-died' });
    await expect(fatal).rejects.toMatchObject({ code: 'worker-died' });
    await expect(supervisor.call('library.summary', {}, noSignal)).resolves.toMatchObject({
      folder: '/somewhere',
    });
    expect(supervisor.processIds.interactive).not.toBe(before);
    expect(states).toEqual([
      { worker: 'interactive', state: 'died', reason: 'ended by SIGKILL' },
      { worker: 'interactive', state: 'restarted', reason: 'ended by SIGKILL' },
    ]);
  });

  it('leaves the other worker alone when one dies', async () => {
    const supervisor = supervise();
    await list(supervisor, '');
    await supervisor.call('index.start', {}, noSignal);
    const jobs = supervisor.processIds.jobs;
    await expect(list(supervisor, 'die')).rejects.toMatchObject({ code: 'worker-died' });
    await list(supervisor, '');
    expect(supervisor.processIds.jobs).toBe(jobs);
  });

  it('carries an abort into the worker', async () => {
    const supervisor = supervise();
    const controller = new AbortController();
    const heard = nextEvent(supervisor, 'job');
    await list(supervisor, '');
    const call = list(supervisor, 'hang', controller.signal);
    setTimeout(() => controller.abort(), 50);
    await expect(call).rejects.toMatchObject({ code: 'cancelled' });
    await expect(heard).resolves.toMatchObject({ message: 'cancelled in the worker' });
  });

  it('forwards events of the contract and drops any other', async () => {
    const supervisor = supervise();
    const heard: unknown[] = [];
    supervisor.onEvent((name) => heard.push(name));
    await list(supervisor, 'break');
    await list(supervisor, 'tell');
    expect(heard).toEqual(['job']);
  });

  it('refuses names that are no methods of the contract, inherited ones included', async () => {
    const supervisor = supervise();
    for (const name of ['__proto__', 'constructor', 'toString', 'worker.close', 'worker.media-open', ''])
      await expect(supervisor.call(name, {}, noSignal)).rejects.toMatchObject({ code: 'invalid-input' });
  });

  it('names the field of a bad input', async () => {
    await expect(supervise().call('videos.list', { limit: 0 }, noSignal)).rejects.toMatchObject({
      code: 'invalid-input',
      field: 'limit',
    });
  });

  it('carries bytes intact', async () => {
    const data = new Uint8Array(1_000_000).fill(9);
    data[0] = 1;
    data[999_999] = 2;
    const answer = await supervise().call('queries.create', { name: 'x', data }, noSignal);
    expect(answer).toMatchObject({ query: '1000000 bytes from 1 to 2, Uint8Array' });
  });

  it('streams media at the pace of the reader and frees the body when the reader goes', async () => {
    const supervisor = supervise();
    const url = 'http://127.0.0.1/media/video/3';
    const response = await supervisor.media(new Request(url));
    const reader = response.body!.getReader();
    for (let piece = 0; piece < 5; piece++) expect((await reader.read()).value).toHaveLength(65_536);
    await reader.cancel();
    const again = await supervisor.media(new Request(url));
    // Two in the pipe at each of the two ends at most: nothing was read ahead without bound.
    expect(Number(again.headers.get('x-pieces-before'))).toBeLessThan(10);
    await again.body?.cancel();
  });

  it('frees the body of a reader who went while its head was on the way', async () => {
    const supervisor = supervise();
    await list(supervisor, '');
    const url = 'http://127.0.0.1/media/video/3';
    const controller = new AbortController();
    const response = supervisor.media(new Request(url, { signal: controller.signal }));
    await new Promise(setImmediate);
    // The worker answers meanwhile, and this process has not read it yet.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
    controller.abort();
    await response;
    await list(supervisor, '');
    const again = await supervisor.media(new Request(url));
    expect(again.headers.get('x-open-before')).toBe('0');
    await again.body?.cancel();
  });

  it('tells a reader whose worker died that the rest is lost', async () => {
    const supervisor = supervise();
    const response = await supervisor.media(new Request('http://127.0.0.1/media/video/3'));
    const reader = response.body!.getReader();
    await reader.read();
    // The next piece waits here already: nothing is under way when the worker dies.
    await list(supervisor, '');
    await expect(list(supervisor, 'die')).rejects.toMatchObject({ code: 'worker-died' });
    const rest = async (): Promise<void> => {
      for (;;) if ((await reader.read()).done) return;
    };
    await expect(rest()).rejects.toMatchObject({ code: 'worker-died' });
  });

  it.skipIf(process.platform === 'win32')('ends the programs of a worker that died', async () => {
    const supervisor = supervise();
    const folder = mkdtempSync(join(tmpdir(), 'earsight-program-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'written');
    const written = (): string => (existsSync(file) ? readFileSync(file, 'utf8') : '');
    await list(supervisor, `work ${file}`);
    await expect.poll(written, { timeout: 20_000 }).not.toBe('');
    await expect(list(supervisor, 'die')).rejects.toMatchObject({ code: 'worker-died' });
    await sleep(100);
    const last = written();
    await sleep(1000);
    expect(written()).toBe(last);
  });

  it('refuses calls, with the reason, once a worker has failed to start several times', async () => {
    const supervisor = new Supervisor({
      start: () => startNodeWorker(join(import.meta.dirname, '../../fixtures/app/ending-worker.ts')),
      firstPauseMilliseconds: 5,
    });
    running.push(supervisor);
    await expect(list(supervisor, '')).rejects.toMatchObject({
      code: 'worker-died',
      message: expect.stringContaining('does not start'),
    });
  });
});

import { spawnSync } from 'node:child_process';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { openStore } from '../../../src-main/store/index.ts';
import { openAgain, temporaryFolder, temporaryLibrary } from './temporary-library.ts';

const request = { kind: 'index', title: 'Index', request: { sources: [1] } };

it('remembers a job with its request, checkpoint and result across a restart', () => {
  const folder = temporaryFolder();
  const first = openStore(folder);
  const { id } = first.jobs.create(request);
  first.jobs.claimNext();
  first.jobs.update(id, { progress: 0.25, secondsLeft: 9, message: 'a.mp4', checkpoint: { video: 7 } });
  first.close();
  const second = openAgain(folder);
  expect(second.jobs.get(id)).toMatchObject({
    kind: 'index',
    state: 'running',
    progress: 0.25,
    secondsLeft: 9,
    message: 'a.mp4',
    request: { sources: [1] },
    checkpoint: { video: 7 },
    result: null,
    failure: null,
    finishedAt: null,
  });
  const done = second.jobs.update(id, { state: 'done', result: { files: ['x'] }, progress: 1 });
  expect(done.result).toEqual({ files: ['x'] });
  expect(done.finishedAt).not.toBeNull();
});

it('gives each queued job to one process only, oldest first and by kind', () => {
  const folder = temporaryFolder();
  const [one, two] = [openAgain(folder), openAgain(folder)];
  const first = one.jobs.create(request);
  const other = one.jobs.create({ ...request, kind: 'train' });
  const second = one.jobs.create(request);
  expect(one.jobs.claimNext(['index'])?.id).toBe(first.id);
  expect(two.jobs.claim(first.id)).toBeNull();
  expect(two.jobs.claimNext(['index'])?.id).toBe(second.id);
  expect(two.jobs.claimNext(['index'])).toBeNull();
  expect(two.jobs.claimNext()?.id).toBe(other.id);
});

it('takes a paused job up again, and no finished one', () => {
  const store = temporaryLibrary();
  const { id } = store.jobs.create(request);
  store.jobs.update(id, { state: 'paused' });
  expect(store.jobs.claimNext()).toBeNull();
  expect(store.jobs.claim(id)?.state).toBe('running');
  store.jobs.update(id, { state: 'failed', failure: { code: 'internal', reason: 'no' } });
  expect(store.jobs.claim(id)).toBeNull();
  expect(store.jobs.get(id).failure).toEqual({ code: 'internal', reason: 'no' });
});

it('leaves the running jobs of a living process alone', () => {
  const folder = temporaryFolder();
  const [one, two] = [openAgain(folder), openAgain(folder)];
  one.jobs.create(request);
  one.jobs.claimNext();
  expect(two.jobs.recover()).toEqual([]);
  expect(two.jobs.list({ states: ['running'] })).toHaveLength(1);
});

it('queues the jobs of a dead process again with their checkpoints', () => {
  const folder = temporaryFolder();
  const code = `
    import { openStore } from ${JSON.stringify(new URL('../../../src-main/store/index.ts', import.meta.url).href)};
    const { jobs } = openStore(${JSON.stringify(folder)});
    const { id } = jobs.create({ kind: 'index', title: '', request: {} });
    jobs.claimNext();
    jobs.update(id, { checkpoint: { done: 3 } });
    process.kill(process.pid, 'SIGKILL');`;
  spawnSync(process.execPath, ['--input-type=module', '-e', code]);
  const store = openAgain(folder);
  expect(store.jobs.list({ states: ['running'] })).toHaveLength(1);
  expect(store.jobs.recover()).toMatchObject([{ state: 'queued', checkpoint: { done: 3 } }]);
  expect(store.jobs.claimNext()?.checkpoint).toEqual({ done: 3 });
});

it('queues again what a store of this very process held when it was closed', () => {
  const folder = temporaryFolder();
  const first = openStore(folder);
  first.jobs.create(request);
  first.jobs.claimNext();
  first.close();
  expect(openAgain(folder).jobs.recover()).toHaveLength(1);
});

it('takes a job over when its process has not been heard of for two minutes, and not when it has', () => {
  const folder = temporaryFolder();
  const store = openAgain(folder);
  const { id } = store.jobs.create(request);
  store.jobs.claimNext();
  const database = new Database(store.file);
  // A process of another machine, whose id says nothing here.
  const heardOf = (agoMilliseconds: number): void => {
    database
      .prepare("UPDATE jobs SET state = 'running', owner = 'elsewhere|1|x', beat_at = ?")
      .run(Date.now() - agoMilliseconds);
  };
  heardOf(60_000);
  expect(store.jobs.recover()).toEqual([]);
  heardOf(121_000);
  expect(store.jobs.recover().map((job) => job.id)).toEqual([id]);
  database.close();
});

it('lists by state and kind, newest first, and forgets what finished long ago', () => {
  const store = temporaryLibrary();
  const [a, b, c] = ['index', 'train', 'index'].map((kind) => store.jobs.create({ ...request, kind }));
  store.jobs.update(a!.id, { state: 'done' });
  const listed = (query: Parameters<typeof store.jobs.list>[0]): string[] =>
    store.jobs.list(query).map((job) => job.id);
  expect(listed({})).toEqual([c!.id, b!.id, a!.id]);
  expect(listed({ kinds: ['index'], limit: 1 })).toEqual([c!.id]);
  expect(listed({ states: ['done'] })).toEqual([a!.id]);
  store.jobs.prune(new Date(Date.now() + 1000));
  expect(listed({})).toEqual([c!.id, b!.id]);
});

it('counts a job as held by the process that made it until that is gone, and names it', () => {
  const folder = temporaryFolder();
  const maker = openStore(folder);
  const { id, owner } = maker.jobs.create(request);
  expect(owner).toBe(`process ${process.pid}`);
  const other = openAgain(folder);
  expect(other.jobs.isHeld(id)).toBe(true);
  maker.close();
  expect(other.jobs.isHeld(id)).toBe(false);
  other.jobs.claimNext();
  expect(other.jobs.isHeld(id)).toBe(true);
});

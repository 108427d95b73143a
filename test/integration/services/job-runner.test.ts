import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import type { Job } from '../../../src-main/contract/jobs.ts';
import type { JobControl } from '../../../src-main/services/jobs/index.ts';
import { type OpenedServices, openServices, temporaryFolder } from '../../fixtures/services.ts';

/** Defines a job that counts to `steps`, telling each step to `onStep`. */
function defineCounting(
  { context }: OpenedServices,
  onStep: (name: string, step: number, control: JobControl) => void | Promise<void> = () => {},
): void {
  context.jobs.define('cache', {
    request: z.object({ name: z.string(), steps: z.int() }),
    title: ({ name }) => `Count ${name}`,
    run: async ({ name, steps }, control) => {
      const first = z.int().nullable().parse(control.checkpoint) ?? 0;
      for (let step = first; step < steps; step++) {
        await control.gate();
        await onStep(name, step, control);
        control.saveCheckpoint(step + 1);
        control.report((step + 1) / steps, `step ${step}`);
      }
      return { counted: steps - first };
    },
  });
}

const jobEvents = ({ events }: OpenedServices): Job[] =>
  events.filter(({ name }) => name === 'job').map(({ event }) => event as Job);

describe('the job runner', () => {
  it('runs jobs one at a time in the order they were started', async () => {
    const services = await openServices(temporaryFolder('jobs'));
    const seen: string[] = [];
    defineCounting(services, (name, step) => void seen.push(`${name}${step}`));
    const ids = ['a', 'b', 'c'].map((name) => services.context.jobs.start('cache', { name, steps: 2 }).id);
    const ended = await Promise.all(ids.map((id) => services.context.jobs.ended(id)));
    expect(seen).toEqual(['a0', 'a1', 'b0', 'b1', 'c0', 'c1']);
    expect(ended.map((job) => [job.state, job.progress, job.result])).toEqual(
      Array.from({ length: 3 }, () => ['done', 1, { counted: 2 }]),
    );
    expect(ended.every((job) => job.finishedAt !== null)).toBe(true);
  });

  it('lets a brief job run beside a heavy one', async () => {
    const services = await openServices(temporaryFolder('jobs'));
    const { jobs } = services.context;
    const gate = Promise.withResolvers<void>();
    defineCounting(services, () => gate.promise);
    jobs.define('propose', {
      request: z.object({}),
      title: () => 'Brief',
      isBrief: true,
      run: async () => ({ brief: true }),
    });
    const heavy = jobs.start('cache', { name: 'a', steps: 1 }).id;
    const brief = jobs.start('propose', {}).id;
    expect((await jobs.ended(brief)).state).toBe('done');
    expect(jobs.list().find(({ id }) => id === heavy)?.state).toBe('running');
    gate.resolve();
    expect((await jobs.ended(heavy)).state).toBe('done');
  });

  it('lets the next job run while one is paused, and takes that up again', async () => {
    const services = await openServices(temporaryFolder('jobs'));
    const { jobs } = services.context;
    const seen: string[] = [];
    let first = '';
    defineCounting(services, (name, step) => {
      seen.push(`${name}${step}`);
      if (name === 'a' && step === 1) jobs.pause(first);
    });
    first = jobs.start('cache', { name: 'a', steps: 4 }).id;
    const second = jobs.start('cache', { name: 'b', steps: 2 }).id;
    await jobs.ended(second);
    expect(jobs.list().find(({ id }) => id === first)?.state).toBe('paused');
    jobs.resume(first);
    expect((await jobs.ended(first)).state).toBe('done');
    expect(seen).toEqual(['a0', 'a1', 'b0', 'b1', 'a2', 'a3']);
  });

  it('cancels a running, a waiting and a paused job', async () => {
    const services = await openServices(temporaryFolder('jobs'));
    const { jobs } = services.context;
    let running = '';
    defineCounting(services, (name, step) => {
      if (name === 'a' && step === 2) jobs.cancel(running);
    });
    running = jobs.start('cache', { name: 'a', steps: 100 }).id;
    const waiting = jobs.start('cache', { name: 'b', steps: 100 }).id;
    const paused = jobs.start('cache', { name: 'c', steps: 100 }).id;
    jobs.pause(paused);
    jobs.cancel(waiting);
    jobs.cancel(paused);
    const states = await Promise.all(
      [running, waiting, paused].map(async (id) => (await jobs.ended(id)).state),
    );
    expect(states).toEqual(['cancelled', 'cancelled', 'cancelled']);
    expect(() => jobs.cancel(running)).toThrow(expect.objectContaining({ code: 'conflict' }));
  });

  it('keeps the reason of a failure, and goes on with the next job', async () => {
    const services = await openServices(temporaryFolder('jobs'));
    defineCounting(services, (name) => {
      if (name === 'bad') throw Object.assign(new Error('The disk is full.'), { code: 'out-of-space' });
    });
    const { jobs } = services.context;
    const bad = jobs.start('cache', { name: 'bad', steps: 1 }).id;
    const good = jobs.start('cache', { name: 'good', steps: 1 }).id;
    expect((await jobs.ended(bad)).failure).toEqual({ code: 'out-of-space', reason: 'The disk is full.' });
    expect((await jobs.ended(good)).state).toBe('done');
  });

  it('tells of a job whose end the library cannot take, and goes on', async () => {
    const services = await openServices(temporaryFolder('jobs'));
    const { jobs, session } = services.context;
    const stray: unknown[] = [];
    const hear = (error: unknown): void => void stray.push(error);
    process.on('unhandledRejection', hear);
    onTestFinished(() => void process.off('unhandledRejection', hear));
    defineCounting(services, (name, _, control) => {
      if (name !== 'lost') return;
      control.report(0.1);
      // As on a full drive, nothing about the job can be written from here on.
      const other = new Database(join(session.current().folder, 'library.sqlite'));
      other.exec(
        "CREATE TRIGGER full BEFORE UPDATE ON jobs WHEN old.title = 'Count lost' BEGIN SELECT raise(FAIL, 'disk full'); END",
      );
      other.close();
      throw new Error('lost');
    });
    const lost = jobs.start('cache', { name: 'lost', steps: 1 }).id;
    const next = jobs.start('cache', { name: 'next', steps: 1 }).id;
    await expect(jobs.ended(lost)).rejects.toMatchObject({ message: expect.stringContaining('disk full') });
    expect((await jobs.ended(next)).state).toBe('done');
    expect(stray).toEqual([]);
  });

  it('refuses a request that is not the kind’s', async () => {
    const services = await openServices(temporaryFolder('jobs'));
    defineCounting(services);
    expect(() => services.context.jobs.start('cache', { name: 'a', steps: 'many' })).toThrow(
      expect.objectContaining({ code: 'invalid-input' }),
    );
    expect(services.context.jobs.list()).toEqual([]);
  });

  it('leaves a job queued when the app closes, and goes on from its checkpoint at the next start', async () => {
    const folder = temporaryFolder('jobs');
    const before = await openServices(folder, { role: 'jobs', atTheEnd: null });
    const reached = Promise.withResolvers<void>();
    defineCounting(before, async (_, step) => {
      if (step === 3) {
        reached.resolve();
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    });
    const { id } = before.context.jobs.start('cache', { name: 'a', steps: 10 });
    await reached.promise;
    await before.close();

    const after = await openServices(folder, { role: 'jobs' });
    expect(after.context.jobs.list().map((job) => job.state)).toEqual(['queued']);
    const steps: number[] = [];
    defineCounting(after, (_, step) => void steps.push(step));
    after.context.jobs.takeUp();
    const ended = await after.context.jobs.ended(id);
    expect(ended.state).toBe('done');
    expect(steps).toEqual([4, 5, 6, 7, 8, 9]);
  });

  it('tells the windows at most about five times a second, and always the end', async () => {
    const services = await openServices(temporaryFolder('jobs'));
    defineCounting(services, () => new Promise((resolve) => setTimeout(resolve, 2)));
    const { id } = services.context.jobs.start('cache', { name: 'a', steps: 200 });
    const startedAt = performance.now();
    await services.context.jobs.ended(id);
    const seconds = (performance.now() - startedAt) / 1000;
    const told = jobEvents(services);
    expect(told.length).toBeLessThan(6 + 6 * seconds);
    expect(told.at(-1)?.state).toBe('done');
  });
});

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import {
  forgetLibrary,
  openStore,
  readRecentLibraries,
  rememberLibrary,
} from '../../../src-main/store/index.ts';
import { temporaryFolder, temporaryLibrary } from './temporary-library.ts';

it('keeps a training run with its curve and its best and last checkpoints', () => {
  const { runs, jobs } = temporaryLibrary();
  const job = jobs.create({ kind: 'train', title: '', request: {} });
  const { id } = runs.create({ name: 'first', config: { seed: 1 }, jobId: job.id });
  const point = (step: number, loss: number) => ({
    step,
    pairs: step * 32,
    seconds: step / 2,
    metrics: { loss },
  });
  runs.addPoints(id, [point(1, 3), point(2, 2)]);
  runs.addPoints(id, [point(2, 1.5), point(3, 1)]);
  expect(runs.curve(id).map(({ step, metrics }) => [step, metrics.loss])).toEqual([
    [1, 3],
    [2, 1.5],
    [3, 1],
  ]);
  expect(runs.curve(id, 3)).toHaveLength(1);
  runs.truncateCurve(id, 1);
  expect(runs.curve(id)).toHaveLength(1);
  runs.saveCheckpoint(id, { step: 1, kind: 'last', file: 'a', metrics: { loss: 3 } });
  runs.saveCheckpoint(id, { step: 2, kind: 'last', file: 'b', metrics: { loss: 2 } });
  runs.saveCheckpoint(id, { step: 1, kind: 'best', file: 'a', metrics: {} });
  expect(runs.checkpoints(id).map(({ kind, step }) => [kind, step])).toEqual([
    ['best', 1],
    ['last', 2],
  ]);
  runs.update(id, { state: 'failed', failure: { code: 'x', reason: 'NaN' }, summary: { loss: null } });
  expect(runs.get(id)).toMatchObject({
    state: 'failed',
    failure: { reason: 'NaN' },
    config: { seed: 1 },
    jobId: job.id,
  });
  jobs.update(job.id, { state: 'failed' });
  jobs.prune(new Date(Date.now() + 1000));
  expect(runs.get(id).jobId).toBeNull();
  runs.remove(id);
  expect(runs.list()).toEqual([]);
  expect(() => runs.get(id)).toThrow(expect.objectContaining({ code: 'not-found' }));
});

it('keeps evaluations by model, newest first', () => {
  const { evaluations } = temporaryLibrary();
  const [a, b] = ['m1', 'm2'].map((modelHash) =>
    evaluations.add({
      modelHash,
      modelName: modelHash,
      request: { labels: 'x' },
      results: { accuracy: 0.5 },
    }),
  );
  expect(evaluations.list().map(({ id }) => id)).toEqual([b!.id, a!.id]);
  expect(evaluations.list('m1')).toEqual([a]);
  evaluations.remove(a!.id);
  expect(() => evaluations.get(a!.id)).toThrow(expect.objectContaining({ code: 'not-found' }));
});

it('keeps settings as JSON', () => {
  const { settings } = temporaryLibrary();
  settings.set('a', { deep: [1, null, 'ü'] });
  settings.set('b', false);
  settings.set('b', undefined);
  expect(settings.all()).toEqual({ a: { deep: [1, null, 'ü'] }, b: null });
  settings.delete('a');
  expect(settings.get('a')).toBeUndefined();
});

it('remembers the libraries opened on this machine, latest first and each once', () => {
  const [config, folder] = [join(temporaryFolder(), 'config'), temporaryFolder()];
  expect(readRecentLibraries(config)).toEqual([]);
  const [one, two] = [join(folder, 'one'), join(folder, 'two')];
  openStore(one).close();
  rememberLibrary(config, one);
  rememberLibrary(config, two);
  rememberLibrary(config, one);
  expect(readRecentLibraries(config)).toMatchObject([
    { folder: one, name: 'one', exists: true },
    { folder: two, name: 'two', exists: false },
  ]);
  forgetLibrary(config, two);
  expect(readRecentLibraries(config)).toHaveLength(1);
});

it('takes a damaged list of libraries as empty and writes a new one', () => {
  const config = temporaryFolder();
  mkdirSync(config, { recursive: true });
  writeFileSync(join(config, 'recent-libraries.json'), '[{"folder": 3}, nonsense');
  expect(readRecentLibraries(config)).toEqual([]);
  rememberLibrary(config, '/somewhere');
  expect(readRecentLibraries(config)).toHaveLength(1);
});

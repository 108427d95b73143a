import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type RunItem, trainRequest, trainResult } from '../../../src-main/contract/runs.ts';
import { readSafetensors, writeSafetensors } from '../../../src-main/networks/index.ts';
import { finishJob } from '../../../src-main/services/jobs/index.ts';
import { indexedLibrary } from '../../fixtures/indexed-library.ts';
import { never, tinyAve } from '../../fixtures/services.ts';

const library = indexedLibrary({
  'low.mp4': { hertz: 220, seconds: 4 },
  'middle.mp4': { hertz: 880, seconds: 4, picture: 'testsrc2' },
  'high.mp4': { hertz: 3520, seconds: 4, picture: 'rgbtestsrc' },
  'mute.mp4': { hertz: null },
  'silent.mp4': { hertz: 0, seconds: 4 },
});

/** The smallest network on the smallest pictures. */
const tiny = { width: 0.125, imageSize: 32, batch: 4, validationPairs: 4, soundSeconds: 0.5 };
const ask = (name: string, change: object = {}) =>
  trainRequest.parse({ name, network: 'ave', options: { ...tiny, pairs: 8 }, ...change });

async function call(name: 'runs.list'): Promise<RunItem[]>;
async function call(name: string, input?: object): Promise<unknown>;
async function call(name: string, input: object = {}): Promise<unknown> {
  const handler = library().handlers[name as 'runs.list'] as (input: object, signal: AbortSignal) => unknown;
  return handler(input, never);
}

async function train(request: ReturnType<typeof ask>): Promise<RunItem> {
  const { run, job } = (await call('runs.start', request)) as { run: string; job: string };
  await finishJob(library().context, job, never);
  return (await call('runs.list')).find(({ id }) => id === run)!;
}

describe('a training run', () => {
  it('that diverges leaves the model of its best validation, and says so', async () => {
    const { modelFolder } = await train(ask('diverging'));
    const folder = modelFolder!;
    rmSync(join(folder, 'model.json'));
    const arrays = join(folder, 'run', 'last', 'arrays.safetensors');
    const { weights } = readSafetensors(readFileSync(arrays));
    for (const [name, { values }] of weights) if (name.startsWith('learnt/')) values.fill(Number.NaN);
    writeFileSync(arrays, writeSafetensors(weights));
    const longer = ask('diverging', { options: { ...tiny, pairs: 16 } });
    await expect(train(longer)).rejects.toThrow(
      /stopped being a number.*Its model is that of the best validation before: \d+ pairs/,
    );
    const run = (await call('runs.list')).find(({ name }) => name === 'diverging')!;
    expect(run).toMatchObject({ state: 'failed', failure: { reason: expect.stringContaining('Its model') } });
    const manifest = JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8'));
    expect(manifest.training).toMatchObject({ stopped: 'diverged', best: { pairs: expect.any(Number) } });
  });

  it('by time decides its pairs from the speed of its first steps', async () => {
    const request = ask('timed', { minutes: 1, options: { ...tiny } });
    const { run, job } = (await call('runs.start', request)) as { run: string; job: string };
    const started = (await call('runs.list')).find(({ id }) => id === run)!;
    expect(started.pairsWanted).toBeNull();
    // Long enough to be measured; a minute of training would be too long a test.
    await expect
      .poll(async () => (await call('runs.list'))[0]?.pairs, { timeout: 50_000 })
      .toBeGreaterThan(0);
    const { pairsWanted, state } = (await call('runs.list'))[0]!;
    expect(state).toBe('running');
    expect(pairsWanted! % tiny.batch).toBe(0);
    expect(pairsWanted).toBeGreaterThan(tiny.batch);
    await call('jobs.cancel', { job });
    await expect(finishJob(library().context, job, never)).rejects.toMatchObject({ code: 'cancelled' });
    expect((await call('runs.list'))[0]).toMatchObject({ id: run, state: 'stopped' });
  });

  it('that waits says so, and is stopped without having begun', async () => {
    const first = (await call('runs.start', ask('before', { options: { ...tiny, pairs: 400 } }))) as {
      job: string;
    };
    const second = (await call('runs.start', ask('waiting'))) as { run: string; job: string };
    const stateOf = async () => (await call('runs.list')).find(({ id }) => id === second.run)!.state;
    expect(await stateOf()).toBe('queued');
    await expect(call('runs.remove', { run: second.run })).rejects.toMatchObject({ code: 'conflict' });
    await call('jobs.cancel', { job: second.job });
    await call('jobs.cancel', { job: first.job });
    await expect(finishJob(library().context, first.job, never)).rejects.toMatchObject({ code: 'cancelled' });
    expect(await stateOf()).toBe('stopped');
    await call('runs.remove', { run: second.run });
    expect((await call('runs.list')).some(({ id }) => id === second.run)).toBe(false);
  });
});

describe('the options of a run', () => {
  const refused = (change: object) => call('runs.start', ask('odd', change));

  it('that are not there or out of bounds are refused, naming them and what is allowed', async () => {
    await expect(refused({ options: { nonsense: 3 } })).rejects.toMatchObject({
      code: 'invalid-input',
      field: 'nonsense',
      allowed: expect.stringMatching(/batch, .*learningRate, .*augmentation/),
    });
    await expect(refused({ options: { augmentation: { sharpness: 1 } } })).rejects.toMatchObject({
      field: 'augmentation.sharpness',
      allowed: expect.stringContaining('augmentation.flip'),
    });
    await expect(refused({ options: { width: 2 } })).rejects.toMatchObject({
      field: 'width',
      allowed: '1 or less',
    });
  });

  it('follow the model it starts from, and must fit it', async () => {
    const { width: _width, ...others } = tiny;
    const { job, run } = (await call(
      'runs.start',
      ask('tuned', { init: tinyAve, network: 'avol', options: { ...others, pairs: 4 } }),
    )) as { job: string; run: string };
    const { config } = (await call('runs.list')).find(({ id }) => id === run)!;
    expect(config).toMatchObject({ options: { width: 0.125 } });
    await finishJob(library().context, job, never);
    const odd = refused({ init: tinyAve, options: { ...tiny, width: 0.25 } });
    await expect(odd).rejects.toMatchObject({ code: 'invalid-input', field: 'width', allowed: '0.125' });

    // The run in a folder decides what is left open there, and refuses what is another run.
    const again = (await call('runs.start', ask('tuned', { network: 'avol', options: {} }))) as typeof odd & {
      run: string;
      job: string;
    };
    await call('jobs.cancel', { job: again.job });
    expect(again.run).toBe(run);
    const other = call('runs.start', ask('tuned', { network: 'avol', options: { seed: 5 } }));
    await expect(other).rejects.toMatchObject({ code: 'invalid-input', field: 'seed', allowed: '1' });
  });

  it('need two videos', async () => {
    const { context } = library();
    const { job } = (await call('runs.start', ask('lonely', { sources: [] }))) as { job: string };
    await expect(finishJob(context, job, never)).rejects.toMatchObject({ code: 'invalid-input' });
  });
});

describe('what a run learns from', () => {
  it('leaves out videos without sound, silent moments and black ones, and counts them', async () => {
    const { job } = (await call('runs.start', ask('counting'))) as { job: string };
    const { result } = await finishJob(library().context, job, never);
    expect(trainResult.parse(result).engineShare).toBeGreaterThan(0);
    expect(trainResult.parse(result)).toMatchObject({
      // Seven moments in each of the three videos that sound; too few to hold two out.
      learntFrom: { moments: 21, leftOut: { videos: 1, clips: 0, moments: 7 } },
      validation: { heldOut: 0 },
    });
    const { training } = library().context.models.info('counting');
    const digest = expect.stringMatching(/^[0-9a-f]{64}$/);
    expect(training).toMatchObject({
      engine: expect.stringMatching(/^onnxruntime-node \d/),
      data: { moments: 21, clips: { leftOut: 1, blankMoments: 7, videos: 4, digest } },
    });
  });

  it('refuses naive sampling of negatives where there are none', async () => {
    const start = call('runs.start', ask('naive', { options: { ...tiny, sampling: 'naive' } }));
    await expect(start).rejects.toMatchObject({ code: 'invalid-input', field: 'sampling' });
    const avc = { ...tiny, sampling: 'naive', objective: 'avc' };
    expect(await call('runs.estimate', ask('naive', { options: avc }))).toMatchObject({ videos: 4 });
  });
});

describe('the model of a run', () => {
  it('for neighbours takes over only when the library is indexed with it', async () => {
    const { context } = library();
    const run = await train(ask('hearing'));
    const used = (await call('runs.use', { run: run.id })) as { model: string; role: string; job: string };
    expect(used).toMatchObject({ model: 'hearing', role: 'neighbours' });
    expect(context.settings.read().retrievalModel).toBe(tinyAve);
    await finishJob(context, used.job, never);
    expect(context.settings.read().retrievalModel).toBe('hearing');
    const { hash } = context.models.info('hearing');
    expect(context.session.current().store.embeddings.load(hash, 'frame').momentIds.length).toBeGreaterThan(
      0,
    );
  });

  it('that draws heatmaps takes over at once, and is copied among the models from where it lies', async () => {
    const { context } = library();
    const out = join(context.session.current().folder, 'elsewhere');
    const run = await train(ask('seeing', { network: 'avol', out }));
    expect(existsSync(join(context.folders.userModels, 'seeing'))).toBe(false);
    expect(await call('runs.use', { run: run.id })).toEqual({ model: 'seeing', role: 'heatmap', job: null });
    expect(context.settings.read().heatmapModel).toBe('seeing');
    expect(context.models.info('seeing').hash).toBe(context.models.info(out).hash);
    // Again: the copy serves.
    expect(await call('runs.use', { run: run.id })).toMatchObject({ model: 'seeing' });
  });
});

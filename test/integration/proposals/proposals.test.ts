import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { Handlers, Input, MethodName, Output } from '../../../src-main/contract/contract.ts';
import { methods } from '../../../src-main/contract/contract.ts';
import type { Proposed } from '../../../src-main/contract/proposals.ts';
import { finishJob } from '../../../src-main/services/jobs/index.ts';
import { indexedLibrary } from '../../fixtures/indexed-library.ts';
import { never } from '../../fixtures/services.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 180_000 });

// The untrained network maps like to like: two videos look and sound the same, the third differs in both.
const library = indexedLibrary({
  'bars.mp4': { seconds: 4, hertz: 440 },
  'bars-again.mp4': { seconds: 4, hertz: 440 },
  'red.mp4': { seconds: 4, picture: 'color=red', hertz: 3000 },
});

async function call<Name extends MethodName>(name: Name, input: Input<Name>): Promise<Output<Name>> {
  const handler = library().handlers[name] as unknown as Handlers[Name];
  const parsed = methods[name].input.parse(input) as Parameters<Handlers[Name]>[0];
  return methods[name].output.parse(await handler(parsed, never)) as Output<Name>;
}

/** Starts a job of proposals and gives what it made. */
async function proposed<Name extends 'proposals.spans' | 'proposals.labels' | 'proposals.recurring'>(
  name: Name,
  input: Input<Name>,
) {
  const { job } = (await call(name, input)) as { job: string };
  return (await finishJob(library().context, job, never)).result as Proposed;
}

const proposals = async () => (await call('annotations.list', { statuses: ['proposed'] })).items;
let bars = 0;
let again = 0;
let red = 0;
let tone = 0;
let beep = 0;

beforeAll(async () => {
  bars = library().video('bars.mp4').id;
  again = library().video('bars-again.mp4').id;
  red = library().video('red.mp4').id;
  tone = (await call('labels.create', { name: 'Tone' })).id;
  beep = (await call('labels.create', { name: 'Beep' })).id;
});

describe('proposals', () => {
  it('of labels need something labelled to learn from', async () => {
    await expect(proposed('proposals.labels', {})).rejects.toMatchObject({ code: 'invalid-input' });
  });

  it('of spans lie where picture and sound correspond, as one step that undo takes back', async () => {
    const { at, score } = await call('videos.correspondence', { video: bars });
    const threshold = Math.min(...score) - 1e-6;
    const made = await proposed('proposals.spans', { videos: [bars], threshold: Math.max(threshold, 0) });
    expect(made).toMatchObject({ proposals: 1, videos: 1, untrained: true });
    const [proposal] = await proposals();
    expect(proposal).toMatchObject({ videoId: bars, labelId: null, status: 'proposed', boxes: [] });
    expect(proposal!.span!.fromSeconds).toBeCloseTo(Math.max(at[0]! - 0.5, 0), 3);
    expect(proposal!.span!.toSeconds).toBeCloseTo(Math.min(at.at(-1)! + 0.5, 4), 1);
    expect(proposal!.proposal!.method).toBe('correspondence-span');
    expect(await proposed('proposals.spans', { videos: [bars], threshold: 0 })).toMatchObject({
      proposals: 0,
    });
    await call('annotations.undo', {});
    expect(await proposals()).toEqual([]);
    expect(await proposed('proposals.spans', { videos: [bars], threshold: 1 })).toMatchObject({
      proposals: 0,
    });
  });

  it('of labels follow the nearest labelled neighbours in both modalities', async () => {
    await call('annotations.create', { video: bars, labelId: tone, span: { fromSeconds: 0, toSeconds: 4 } });
    await call('annotations.create', { video: red, labelId: beep, span: { fromSeconds: 0, toSeconds: 2 } });
    await proposed('proposals.labels', { leastConfidence: 0 });
    const made = await proposals();
    expect(made.filter(({ videoId }) => videoId === bars)).toEqual([]);
    expect(made.filter(({ videoId }) => videoId === again).map(({ labelId }) => labelId)).toContain(tone);
    const rest = made.filter(({ videoId }) => videoId === red);
    expect(rest.map(({ labelId }) => labelId)).toEqual([beep]);
    expect(rest[0]!.span!.fromSeconds).toBeGreaterThanOrEqual(1.9);
    for (const { proposal } of made) expect(proposal!.confidence).toBeGreaterThan(0);
  });

  it('are not made again, and what was rejected neither', async () => {
    const items = (await proposals()).map(({ id, version }) => ({ annotation: id, version }));
    expect(await proposed('proposals.labels', { leastConfidence: 0 })).toMatchObject({ proposals: 0 });
    await call('proposals.reject', { items });
    expect(await proposed('proposals.labels', { leastConfidence: 0 })).toMatchObject({ proposals: 0 });
  });

  it('name proposed spans that have no label yet', async () => {
    const { items } = await call('annotations.list', { video: again, statuses: ['rejected'] });
    await call('annotations.remove', {
      items: items.map(({ id, version }) => ({ annotation: id, version })),
    });
    expect((await proposed('proposals.spans', { videos: [again], threshold: 0 })).proposals).toBe(1);
    await proposed('proposals.labels', { videos: [again], leastConfidence: 0 });
    const [named] = await proposals();
    expect(named).toMatchObject({
      labelId: tone,
      status: 'proposed',
      proposal: { method: 'neighbour-label' },
    });
    await call('proposals.reject', { items: [{ annotation: named!.id, version: named!.version }] });
  });

  it('leave no trace when they are cancelled', async () => {
    const { context } = library();
    const depth = context.session.current().store.history.depth().undo;
    const { job: waiting } = await call('proposals.spans', { threshold: 0 });
    context.jobs.cancel(waiting);
    expect(await context.jobs.ended(waiting)).toMatchObject({ state: 'cancelled' });
    expect(context.session.current().store.history.depth().undo).toBe(depth);
  });

  it('find where the sound of an example recurs, and leave the example out', async () => {
    const { items } = await call('annotations.list', { video: bars, labels: [tone] });
    const found = await proposed('proposals.recurring', { annotation: items[0]!.id, farthest: 0.05 });
    expect(found).toMatchObject({ proposals: 1, videos: 1 });
    const made = await proposals();
    expect(made.map(({ videoId }) => videoId)).toEqual([again]);
    expect(made[0]).toMatchObject({ labelId: tone, proposal: { method: 'recurring-sound' } });
    expect(made[0]!.proposal!.confidence).toBeGreaterThan(0.95);
  });

  it('of what sounds alike are not made again, stay in the videos asked for, and can be cancelled', async () => {
    const { context } = library();
    const { items } = await call('annotations.list', { video: bars, labels: [tone] });
    const annotation = items.find(({ status }) => status !== 'proposed')!.id;
    const depth = context.session.current().store.history.depth().undo;
    expect(await proposed('proposals.recurring', { annotation, farthest: 0.05 })).toMatchObject({
      proposals: 0,
    });
    const elsewhere = { annotation, farthest: 2, videos: [bars] };
    expect(await proposed('proposals.recurring', elsewhere)).toMatchObject({ proposals: 0 });
    const { job } = await call('proposals.recurring', { annotation, farthest: 2 });
    context.jobs.cancel(job);
    expect(await context.jobs.ended(job)).toMatchObject({ state: 'cancelled' });
    expect(context.session.current().store.history.depth().undo).toBe(depth);
    await expect(call('proposals.recurring', { annotation: 9999 })).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  it('of boxes count as accepted or rejected, as the person decided', async () => {
    const decide = (decision: 'accepted' | 'rejected') =>
      call('proposals.decideBox', {
        video: red,
        atSeconds: 1,
        box: { x0: 0.1, y0: 0.1, x1: 0.5, y1: 0.5 },
        labelId: beep,
        model: 'a-model',
        confidence: 0.7,
        decision,
      });
    const kept = await decide('accepted');
    expect(kept).toMatchObject({ status: 'accepted', labelId: beep, proposal: { method: 'heatmap-box' } });
    await decide('rejected');
    const { byMethod } = await call('annotations.statistics', {});
    expect(byMethod.find(({ method }) => method === 'heatmap-box')).toMatchObject({
      accepted: 1,
      rejected: 1,
      accuracy: 0.5,
    });
  });
});

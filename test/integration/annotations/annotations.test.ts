import { describe, expect, it, vi } from 'vitest';
import { currentAnnotation, currentLabel } from '../../../src-main/contract/annotation-values.ts';
import { EarsightError } from '../../../src-main/contract/errors.ts';
import { watchChanges } from '../../../src-main/services/annotations/index.ts';
import { openAgain } from '../store/temporary-library.ts';
import { annotatedWorld, windowOn } from './world.ts';

const span = (fromSeconds: number, toSeconds: number) => ({ fromSeconds, toSeconds });
const box = (atSeconds: number, x0 = 0) => ({ atSeconds, x0, y0: 0, x1: x0 + 0.25, y1: 1 });
const seen = ({ id, version }: { id: number; version: number }) => ({ annotation: id, version });

/** The plain data of the error that a call fails with, as it would reach the window. */
async function failure(call: Promise<unknown>) {
  const error = await call.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(EarsightError);
  return EarsightError.toData(error);
}

describe('labels', () => {
  it('are made with a colour of their own, changed, counted and removed', async () => {
    const { call, a } = annotatedWorld();
    const dog = await call('labels.create', { name: ' Dog ', hotkey: 'd' });
    const cat = await call('labels.create', { name: 'Cat', colour: '#00FF00' });
    expect(dog.name).toBe('Dog');
    expect(cat.colour).toBe('#00ff00');
    const hound = await call('labels.update', {
      label: dog.id,
      version: dog.version,
      change: { name: 'Hound' },
    });
    expect(hound).toMatchObject({ name: 'Hound', hotkey: 'd', version: 2 });
    await call('annotations.create', { video: a.id, labelId: dog.id, span: span(0, 1) });
    expect(await call('labels.list', {})).toMatchObject([
      { name: 'Cat', annotations: 0 },
      { name: 'Hound', annotations: 1 },
    ]);
    expect(await call('labels.remove', { label: dog.id, version: 2, replacement: cat.id })).toEqual({
      changed: 1,
    });
    expect(await call('labels.list', {})).toMatchObject([{ name: 'Cat', annotations: 1 }]);
  });

  it('come from AudioSet, all or some, those that are there left alone', async () => {
    const { call } = annotatedWorld();
    await call('labels.create', { name: 'dog' });
    expect(await call('labels.importAudioSet', {})).toMatchObject({
      added: [{ audioSetId: '/m/2' }],
      existing: 1,
    });
    expect(await call('labels.importAudioSet', { classes: ['/m/1', 'VIOLIN, fiddle'] })).toEqual({
      added: [],
      existing: 2,
    });
    await expect(call('labels.importAudioSet', { classes: ['Unicorn'] })).rejects.toMatchObject({
      code: 'invalid-input',
      field: 'classes',
    });
    await call('annotations.undo', {});
    expect(await call('labels.list', {})).toHaveLength(1);
  });

  it('of AudioSet get the lowest free keys of 1 to 9, as new labels do in the window', async () => {
    const { call } = annotatedWorld();
    await call('labels.create', { name: 'Cat', hotkey: '1' });
    const { added } = await call('labels.importAudioSet', {});
    expect(added.map(({ name, hotkey }) => [name, hotkey])).toEqual([
      ['Dog', '2'],
      ['Violin, fiddle', '3'],
    ]);
  });

  it('of AudioSet names that are there without an id get it', async () => {
    const { store } = annotatedWorld();
    const { call } = windowOn(store);
    await call('labels.create', { name: 'dog' });
    const answer = await call('labels.importAudioSet', { classes: ['Dog'] });
    expect(answer).toEqual({ added: [], existing: 1 });
    expect(await call('labels.list', {})).toMatchObject([{ name: 'dog', audioSetId: '/m/1' }]);
  });

  it('changed by two windows end in a conflict that carries the label as it is', async () => {
    const { call } = annotatedWorld();
    const dog = await call('labels.create', { name: 'Dog' });
    await call('labels.update', { label: dog.id, version: 1, change: { colour: '#000000' } });
    const data = await failure(
      call('labels.update', { label: dog.id, version: 1, change: { name: 'Wolf' } }),
    );
    expect(currentLabel(data)).toMatchObject({ name: 'Dog', colour: '#000000', version: 2 });
  });
});

describe('an annotation', () => {
  it('may have a span, boxes, both or neither, a label or none', async () => {
    const { call, a } = annotatedWorld();
    const made = [
      await call('annotations.create', { video: a.id, span: span(1, 2) }),
      await call('annotations.create', { video: a.id, boxes: [box(3)] }),
      await call('annotations.create', {
        video: a.id,
        span: span(1, 2),
        boxes: [box(1.5), box(1)],
        lowHz: 200,
        highHz: 900,
      }),
      await call('annotations.create', { video: a.id, note: 'about all of it' }),
    ];
    expect((await call('annotations.list', { video: a.id })).items.map(({ id }) => id)).toEqual([
      made[3]!.id,
      made[0]!.id,
      made[2]!.id,
      made[1]!.id,
    ]);
    expect(made[2]).toMatchObject({
      boxes: [box(1), box(1.5)],
      status: 'accepted',
      author: 'me',
      version: 1,
    });
    expect(await call('annotations.get', { annotation: made[3]!.id })).toEqual(made[3]);
  });

  it('is refused for a video that was removed', async () => {
    const { call, a, store } = annotatedWorld();
    store.undo.removeVideos([a.id]);
    await expect(call('annotations.create', { video: a.id })).rejects.toMatchObject({ code: 'not-found' });
  });

  it('changed by two windows ends in a conflict that carries the row as it is, and nothing is overwritten', async () => {
    const { call, a, store } = annotatedWorld();
    const other = windowOn(openAgain(store.folder), 'you');
    const made = await call('annotations.create', { video: a.id, span: span(1, 2) });
    const theirs = await other.call('annotations.update', { ...seen(made), change: { note: 'theirs' } });
    const data = await failure(call('annotations.update', { ...seen(made), change: { note: 'mine' } }));
    expect(data).toMatchObject({ code: 'conflict', field: 'version' });
    expect(currentAnnotation(data)).toEqual(theirs);
    expect(theirs).toMatchObject({ author: 'me', modifiedBy: 'you', note: 'theirs' });
    await other.call('annotations.remove', { items: [seen(theirs)] });
    const gone = await failure(call('annotations.remove', { items: [seen(theirs)] }));
    expect(gone).toMatchObject({ code: 'conflict', message: expect.stringContaining('removed') });
    expect(currentAnnotation(gone)).toBeNull();
  });

  it('is split, trimmed and merged, each taken back by one undo', async () => {
    const { call, a, store } = annotatedWorld();
    const made = await call('annotations.create', {
      video: a.id,
      span: span(0, 8),
      boxes: [box(0, 0), box(8, 0.4)],
      note: 'n',
    });
    const { first, second } = await call('annotations.split', { ...seen(made), atSeconds: 4 });
    expect(first).toMatchObject({
      id: made.id,
      span: span(0, 4),
      boxes: [box(0, 0), box(4, 0.2)],
      note: 'n',
    });
    expect(second).toMatchObject({ span: span(4, 8), boxes: [box(4, 0.2), box(8, 0.4)], note: 'n' });
    const trimmed = await call('annotations.trim', { ...seen(second), toSeconds: 6 });
    expect(trimmed).toMatchObject({ span: span(4, 6), boxes: [box(4, 0.2), { x0: expect.closeTo(0.3) }] });
    const merged = await call('annotations.merge', { items: [seen(trimmed), seen(first)] });
    expect(merged).toMatchObject({ id: made.id, span: span(0, 6), note: 'n' });
    expect(store.annotations.list({}).total).toBe(1);
    for (let undo = 0; undo < 3; undo++) await call('annotations.undo', {});
    expect(await call('annotations.get', { annotation: made.id })).toMatchObject({
      span: span(0, 8),
      boxes: [box(0, 0), box(8, 0.4)],
    });
    expect(store.annotations.list({}).total).toBe(1);
  });

  it('is made with many others and their label as one step, all or none', async () => {
    const { store, a, b } = annotatedWorld();
    const { call } = windowOn(store);
    const spans = [a, b, b].map(({ id }, index) => ({
      video: id,
      span: { fromSeconds: index, toSeconds: index + 1 },
    }));
    expect(await call('annotations.createSpans', { label: 'Wren', spans })).toMatchObject({
      label: { name: 'Wren', hotkey: '1' },
      spans: 3,
      videos: 2,
    });
    const again = await call('annotations.createSpans', { label: 'WREN', spans: spans.slice(0, 1) });
    expect(again.label.name).toBe('Wren');
    await call('annotations.undo', {});
    expect(store.annotations.list({}).total).toBe(3);
    await call('annotations.undo', {});
    expect(store.annotations.list({}).total).toBe(0);
    expect(store.labels.list()).toEqual([]);
    const gone = { video: 999, span: { fromSeconds: 0, toSeconds: 1 } };
    await expect(
      call('annotations.createSpans', { label: 'Wren', spans: [...spans, gone] }),
    ).rejects.toMatchObject({ code: 'not-found' });
    expect(store.labels.list()).toEqual([]);
  });

  it('is changed together with others, all or none', async () => {
    const { call, a } = annotatedWorld();
    const made = [1, 2, 3].map((at) => call('annotations.create', { video: a.id, span: span(at, at + 1) }));
    const [one, two, three] = await Promise.all(made);
    const changed = await call('annotations.updateMany', {
      items: [seen(three!), seen(one!)],
      change: { status: 'checked' },
    });
    expect(changed.map(({ id, status }) => [id, status])).toEqual([
      [three!.id, 'checked'],
      [one!.id, 'checked'],
    ]);
    await failure(
      call('annotations.updateMany', { items: [seen(two!), seen(one!)], change: { status: 'unsure' } }),
    );
    expect(await call('annotations.get', { annotation: two!.id })).toMatchObject({
      status: 'accepted',
      version: 1,
    });
  });

  it.each([
    ['a span that ends before it starts', { span: span(2, 1) }],
    ['a box outside the picture', { boxes: [{ ...box(1), x1: 1.2 }] }],
    ['a status that only models give', { status: 'proposed' as 'accepted' }],
  ])('is refused with %s before it reaches the library', async (_, change) => {
    const { call, a } = annotatedWorld();
    await expect(call('annotations.create', { video: a.id, ...change })).rejects.toThrow();
  });
});

it('tells its windows of every change, and of those that other processes make', async () => {
  const { call, a, b, events, store } = annotatedWorld();
  await call('labels.create', { name: 'Dog' });
  await call('annotations.create', { video: a.id });
  await call('annotations.undo', {});
  expect(events).toEqual([
    {
      videos: [],
      labels: true,
      depth: { undo: 1, redo: 0, nextUndo: 'Add the label “Dog”', nextRedo: null },
    },
    {
      videos: [a.id],
      labels: false,
      depth: { undo: 2, redo: 0, nextUndo: 'Add an annotation', nextRedo: null },
    },
    {
      videos: [a.id],
      labels: false,
      depth: expect.objectContaining({ undo: 1, redo: 1, nextRedo: 'Add an annotation' }),
    },
  ]);
  const heard: unknown[] = [];
  const stop = watchChanges({ folder: store.folder, store }, (_, event) => void heard.push(event));
  const other = openAgain(store.folder);
  other.settings.set('irrelevant', 1);
  await windowOn(other).call('annotations.create', { video: b.id });
  await vi.waitFor(() => expect(heard).toHaveLength(1), { timeout: 5000 });
  expect(heard).toEqual([{ videos: [], labels: true, depth: expect.objectContaining({ undo: 2 }) }]);
  stop();
});

it('tells the history, its depth and who took part', async () => {
  const { call, a } = annotatedWorld();
  await call('annotations.create', { video: a.id, author: 'Ann' });
  await call('annotations.create', { video: a.id });
  await call('annotations.undo', {});
  expect(await call('annotations.history', {})).toMatchObject({
    undo: 1,
    redo: 1,
    entries: [
      { author: 'me', undone: true },
      { author: 'Ann', undone: false, title: 'Add an annotation' },
    ],
  });
  expect(await call('annotations.authors', {})).toEqual({
    me: 'me',
    authors: [{ author: 'Ann', annotations: 1 }],
  });
  await call('annotations.redo', {});
  expect(await call('annotations.redo', {})).toMatchObject({ title: null, annotations: [] });
});

it('finds the next and previous time that is not labelled', async () => {
  const { call, a } = annotatedWorld();
  await call('annotations.create', { video: a.id, span: span(0, 4) });
  await call('annotations.create', { video: a.id, span: span(6, 10) });
  const from = (fromSeconds: number, direction: 'next' | 'previous') =>
    call('annotations.unlabelled', { video: a.id, fromSeconds, direction });
  expect(await from(0, 'next')).toEqual({ atSeconds: 4 });
  expect(await from(9, 'previous')).toEqual({ atSeconds: 4 });
  expect(await from(5, 'next')).toEqual({ atSeconds: null });
});

describe('proposals', () => {
  /** Proposals of a label, as the proposing service makes them. */
  function propose(world: ReturnType<typeof annotatedWorld>, labelId: number, ...confidences: number[]) {
    const { annotations } = world.store.history.edit({
      title: 'Propose',
      author: 'Earsight',
      steps: confidences.map((confidence, index) => ({
        kind: 'create-annotation',
        content: {
          videoId: world.a.id,
          labelId,
          span: span(index, index + 1),
          boxes: [],
          lowHz: null,
          highHz: null,
          note: '',
          status: 'proposed',
          proposal: { method: 'neighbour-label', model: 'm', labelId, confidence },
          track: null,
        },
      })),
    });
    return annotations;
  }

  it('are accepted or rejected many at once, and their accuracy is counted', async () => {
    const world = annotatedWorld();
    const { call } = world;
    const [dog, cat] = [
      await call('labels.create', { name: 'Dog' }),
      await call('labels.create', { name: 'Cat' }),
    ];
    const made = propose(world, dog.id, 0.9, 0.8, 0.5, 0.4, 0.3);
    const items = made.map(seen);
    const accepted = await call('proposals.accept', { items: items.slice(0, 2) });
    expect(accepted).toMatchObject({
      annotations: [{ status: 'accepted', modifiedBy: 'me', author: 'Earsight' }, { status: 'accepted' }],
      accuracy: { proposed: 3, accepted: 2, accuracy: 1 },
    });
    await call('proposals.accept', { items: items.slice(2, 3), labelId: cat.id });
    const { accuracy } = await call('proposals.reject', { items: items.slice(3, 4) });
    expect(accuracy).toEqual({ proposed: 1, accepted: 3, relabelled: 1, rejected: 1, accuracy: 0.5 });
    expect((await call('annotations.list', {})).total).toBe(4);
    expect((await call('annotations.list', { statuses: ['rejected'] })).total).toBe(1);
    const statistics = await call('annotations.statistics', {});
    expect(statistics).toEqual({
      annotations: 4,
      videos: { annotated: 1, total: 2 },
      byStatus: { proposed: 1, accepted: 3, checked: 0, unsure: 0, rejected: 1 },
      byLabel: [
        { labelId: dog.id, annotations: 3, seconds: 3 },
        { labelId: cat.id, annotations: 1, seconds: 1 },
      ],
      proposals: accuracy,
      byMethod: [{ method: 'neighbour-label', model: 'm', ...accuracy }],
    });
    await call('annotations.undo', {});
    expect((await call('annotations.statistics', {})).proposals).toMatchObject({ proposed: 2, rejected: 0 });
  });

  it('are a person’s own once one moves them', async () => {
    const world = annotatedWorld();
    const dog = await world.call('labels.create', { name: 'Dog' });
    const [one, two] = propose(world, dog.id, 0.9, 0.8);
    expect(await world.call('annotations.update', { ...seen(one!), change: { note: 'hm' } })).toMatchObject({
      status: 'proposed',
    });
    expect(await world.call('annotations.trim', { ...seen(two!), toSeconds: 1.5 })).toMatchObject({
      status: 'accepted',
    });
  });

  it('cannot be accepted when they never were any', async () => {
    const { call, a } = annotatedWorld();
    const made = await call('annotations.create', { video: a.id, status: 'checked' });
    await expect(call('proposals.accept', { items: [seen(made)] })).rejects.toMatchObject({
      code: 'invalid-input',
    });
  });
});

import { describe, expect, it } from 'vitest';
import type { AnnotationContent, EditStep, Store } from '../../../src-main/store/index.ts';
import { openStore } from '../../../src-main/store/index.ts';
import { addVideos, openAgain, temporaryFolder, temporaryLibrary } from './temporary-library.ts';

function content(videoId: number, change: Partial<AnnotationContent> = {}): AnnotationContent {
  return {
    videoId,
    labelId: null,
    span: { fromSeconds: 1, toSeconds: 2 },
    boxes: [],
    lowHz: null,
    highHz: null,
    note: '',
    status: 'accepted',
    proposal: null,
    track: null,
    ...change,
  };
}

function edit(store: Store, ...steps: EditStep[]) {
  return store.history.edit({ title: steps[0]!.kind, author: 'me', steps });
}

function create(store: Store, change: Partial<AnnotationContent> = {}) {
  const videoId = store.videos.list({}).items[0]!.id;
  return edit(store, { kind: 'create-annotation', content: content(videoId, change) }).annotations[0]!;
}

function createLabel(store: Store, name: string, hotkey: string | null = null) {
  const label = { name, colour: '#AABBCC', hotkey, audioSetId: null };
  return edit(store, { kind: 'create-label', content: label }).labels[0]!;
}

function libraryWithVideo(): Store {
  const store = temporaryLibrary();
  addVideos(store, 'a.mp4');
  return store;
}

const noted = (store: Store): string[] =>
  store.annotations.list({}).items.map((annotation) => annotation.note);

describe('undo and redo', () => {
  it('go back and forth through additions, changes and removals', () => {
    const store = libraryWithVideo();
    const made = create(store, { note: 'one' });
    edit(store, { kind: 'update-annotation', id: made.id, version: 1, change: { note: 'two' } });
    edit(store, { kind: 'remove-annotation', id: made.id, version: 2 });
    expect(noted(store)).toEqual([]);
    const states = ['two', 'one', undefined];
    for (const state of states) {
      store.history.undo();
      expect(noted(store)[0]).toBe(state);
    }
    expect(store.history.undo()).toBeNull();
    for (const state of ['one', 'two', undefined]) {
      store.history.redo();
      expect(noted(store)[0]).toBe(state);
    }
    expect(store.history.redo()).toBeNull();
  });

  it('survive a restart, and bring a row back under its own id with its boxes', () => {
    const folder = temporaryFolder();
    const first = openStore(folder);
    addVideos(first, 'a.mp4');
    const boxes = [
      { atSeconds: 2, x0: 0.1, y0: 0.2, x1: 0.3, y1: 0.4 },
      { atSeconds: 1, x0: 0, y0: 0, x1: 1, y1: 1 },
    ];
    const made = create(first, { boxes, note: 'kept' });
    edit(first, { kind: 'remove-annotation', id: made.id, version: made.version });
    first.close();
    const second = openAgain(folder);
    expect(second.history.undo()?.annotations).toMatchObject([
      { id: made.id, note: 'kept', boxes: [boxes[1], boxes[0]] },
    ]);
    expect(second.history.depth()).toEqual({
      undo: 1,
      redo: 1,
      nextUndo: 'create-annotation',
      nextRedo: 'remove-annotation',
    });
  });

  it('raise the version every time, so that a window which saw the old row is told', () => {
    const store = libraryWithVideo();
    const made = create(store, { note: 'one' });
    edit(store, { kind: 'update-annotation', id: made.id, version: 1, change: { note: 'two' } });
    const undone = store.history.undo()!.annotations[0]!;
    const redone = store.history.redo()!.annotations[0]!;
    expect([undone.version, redone.version]).toEqual([3, 4]);
    expect(() =>
      edit(store, { kind: 'update-annotation', id: made.id, version: 2, change: { note: 'late' } }),
    ).toThrow(expect.objectContaining({ code: 'conflict' }));
  });

  it('end at a new edit: what was undone before it can no longer be redone', () => {
    const store = libraryWithVideo();
    create(store, { note: 'one' });
    store.history.undo();
    create(store, { note: 'two' });
    expect(store.history.redo()).toBeNull();
    expect(noted(store)).toEqual(['two']);
  });

  it('never give a new annotation the id of one that was undone', () => {
    const store = libraryWithVideo();
    const { id } = create(store);
    store.history.undo();
    expect(create(store).id).toBeGreaterThan(id);
  });

  it('pass over what hung on a video that is gone for good', () => {
    const store = libraryWithVideo();
    const [source] = store.sources.list();
    const made = create(store);
    edit(store, { kind: 'remove-annotation', id: made.id, version: 1 });
    store.undo.removeSource(source!.id);
    store.undo.purge(new Date(Date.now() + 60_000));
    expect(store.history.undo()?.annotations).toEqual([]);
    expect(store.history.undo()?.annotations).toEqual([]);
    expect(store.check()).toEqual([]);
  });

  it('keep the latest thousand edits', () => {
    const store = libraryWithVideo();
    store.transaction(() => {
      for (let index = 0; index < 1005; index++) create(store);
    });
    expect(store.history.depth().undo).toBe(1000);
    expect(store.annotations.list({ limit: 1 }).total).toBe(1005);
  });
});

describe('an edit', () => {
  it('is refused whole when one of its steps names a stale version, with the row as it is now', () => {
    const store = libraryWithVideo();
    const [a, b] = [create(store), create(store)];
    edit(store, { kind: 'update-annotation', id: b!.id, version: 1, change: { note: 'theirs' } });
    expect(() =>
      edit(
        store,
        { kind: 'update-annotation', id: a!.id, version: 1, change: { note: 'mine' } },
        { kind: 'update-annotation', id: b!.id, version: 1, change: { note: 'mine' } },
      ),
    ).toThrow(
      expect.objectContaining({
        code: 'conflict',
        field: 'version',
        current: expect.objectContaining({ note: 'theirs', version: 2 }),
      }),
    );
    expect(noted(store)).toEqual(['', 'theirs']);
    expect(store.history.depth().undo).toBe(3);
  });

  it('of a row that was removed meanwhile says so', () => {
    const store = libraryWithVideo();
    const made = create(store);
    edit(store, { kind: 'remove-annotation', id: made.id, version: 1 });
    expect(() => edit(store, { kind: 'remove-annotation', id: made.id, version: 1 })).toThrow(
      expect.objectContaining({ code: 'conflict', current: null }),
    );
  });

  it('by two windows on one library never overwrites the other’s', () => {
    const folder = temporaryFolder();
    const [one, two] = [openAgain(folder), openAgain(folder)];
    addVideos(one, 'a.mp4');
    const made = create(one);
    const change = (store: Store, note: string) =>
      edit(store, { kind: 'update-annotation', id: made.id, version: made.version, change: { note } });
    const stamp = two.history.stamp();
    change(one, 'first');
    expect(two.history.stamp()).not.toBe(stamp);
    expect(() => change(two, 'second')).toThrow(expect.objectContaining({ code: 'conflict' }));
    expect(noted(two)).toEqual(['first']);
    two.history.undo();
    expect(noted(one)).toEqual(['']);
  });

  it.each<[string, Partial<AnnotationContent>, string]>([
    ['a span that ends before it starts', { span: { fromSeconds: 2, toSeconds: 1 } }, 'span'],
    ['a time that is no number', { span: { fromSeconds: 0, toSeconds: Number.NaN } }, 'span'],
    ['a box outside the picture', { boxes: [{ atSeconds: 1, x0: -0.1, y0: 0, x1: 1, y1: 1 }] }, 'boxes'],
    ['a box turned over', { boxes: [{ atSeconds: 1, x0: 0.5, y0: 0, x1: 0.4, y1: 1 }] }, 'boxes'],
    [
      'two boxes at one time',
      {
        boxes: [
          { atSeconds: 1, x0: 0, y0: 0, x1: 1, y1: 1 },
          { atSeconds: 1, x0: 0, y0: 0, x1: 1, y1: 1 },
        ],
      },
      'boxes',
    ],
    ['frequencies the wrong way round', { lowHz: 200, highHz: 100 }, 'highHz'],
    ['a proposal that does not say by which method', { status: 'proposed' }, 'proposal'],
  ])('refuses %s', (_, change, field) => {
    const store = libraryWithVideo();
    expect(() => create(store, change)).toThrow(expect.objectContaining({ code: 'invalid-input', field }));
    expect(store.history.depth().undo).toBe(0);
  });

  it('refuses a video or a label that is not there', () => {
    const store = libraryWithVideo();
    expect(() => create(store, { labelId: 9 })).toThrow(
      expect.objectContaining({ code: 'not-found', field: 'label' }),
    );
    expect(() => edit(store, { kind: 'create-annotation', content: content(99) })).toThrow(
      expect.objectContaining({ code: 'not-found', field: 'video' }),
    );
  });
});

describe('a label', () => {
  it('has a name and a hotkey of its own', () => {
    const store = temporaryLibrary();
    createLabel(store, 'Dog', 'd');
    expect(() => createLabel(store, ' dOG ')).toThrow(
      expect.objectContaining({ code: 'conflict', field: 'name' }),
    );
    expect(() => createLabel(store, 'Duck', 'd')).toThrow(
      expect.objectContaining({ code: 'conflict', field: 'hotkey' }),
    );
    expect(createLabel(store, 'Döner').name).toBe('Döner');
    expect(store.labels.findByName('DOG')).toMatchObject({ name: 'Dog', colour: '#aabbcc' });
  });

  it('hands its annotations, hidden ones too, to its replacement, and takes all back with one undo', () => {
    const store = libraryWithVideo();
    const [dog, hound] = [createLabel(store, 'Dog'), createLabel(store, 'Hound')];
    create(store, { labelId: dog.id });
    const proposal = { method: 'x', model: null, labelId: dog.id, confidence: 0.5 };
    create(store, { labelId: dog.id, status: 'rejected', proposal });
    edit(store, { kind: 'remove-label', id: dog.id, version: dog.version, replacement: hound.id });
    expect(store.labels.list().map((label) => label.name)).toEqual(['Hound']);
    const statuses = ['accepted', 'rejected'] as const;
    const borne = () => store.annotations.list({ statuses }).items.map((annotation) => annotation.labelId);
    expect(borne()).toEqual([hound.id, hound.id]);
    store.history.undo();
    expect(borne()).toEqual([dog.id, dog.id]);
    store.history.redo();
    expect(borne()).toEqual([hound.id, hound.id]);
  });

  it('swaps hotkeys with another in one edit, and back', () => {
    const store = temporaryLibrary();
    const [a, b] = [createLabel(store, 'A', '1'), createLabel(store, 'B', '2')];
    edit(
      store,
      { kind: 'update-label', id: a.id, version: 1, change: { hotkey: null } },
      { kind: 'update-label', id: b.id, version: 1, change: { hotkey: '1' } },
      { kind: 'update-label', id: a.id, version: 2, change: { hotkey: '2' } },
    );
    const keys = () => store.labels.list().map((label) => label.hotkey);
    expect(keys()).toEqual(['2', '1']);
    store.history.undo();
    expect(keys()).toEqual(['1', '2']);
    store.history.redo();
    expect(keys()).toEqual(['2', '1']);
  });
});

describe('a list of annotations', () => {
  it('finds by video, label, status, author, time and words', () => {
    const store = temporaryLibrary();
    const [one, two] = addVideos(store, 'a.mp4', 'b.mp4');
    const dog = createLabel(store, 'Dog');
    const proposal = { method: 'x', model: null, labelId: null, confidence: 0.4 };
    edit(
      store,
      { kind: 'create-annotation', content: content(one!.id, { labelId: dog.id, note: 'Große Freude' }) },
      {
        kind: 'create-annotation',
        content: content(one!.id, { span: { fromSeconds: 5, toSeconds: 9 } }),
        author: 'you',
      },
      { kind: 'create-annotation', content: content(two!.id, { status: 'proposed', proposal }) },
      { kind: 'create-annotation', content: content(two!.id, { status: 'rejected', proposal }) },
      { kind: 'create-annotation', content: content(two!.id, { span: null, note: '100%' }) },
    );
    const total = (query: Parameters<typeof store.annotations.list>[0]) =>
      store.annotations.list(query).total;
    expect(total({})).toBe(4);
    expect(total({ videoId: one!.id })).toBe(2);
    expect(total({ labelIds: [dog.id] })).toBe(1);
    expect(total({ statuses: ['proposed', 'rejected'] })).toBe(2);
    expect(total({ authors: ['you'] })).toBe(1);
    expect(total({ videoId: one!.id, fromSeconds: 2.5, toSeconds: 5 })).toBe(1);
    expect(total({ videoId: two!.id, fromSeconds: 1000 })).toBe(1);
    expect(total({ search: 'dog GROSSE' })).toBe(1);
    expect(total({ search: '0%' })).toBe(1);
    store.undo.removeVideos([one!.id]);
    expect(total({})).toBe(2);
  });

  it('puts the least certain proposals first', () => {
    const store = libraryWithVideo();
    for (const confidence of [0.9, 0.2, null])
      create(store, { status: 'proposed', proposal: { method: 'x', model: 'm', labelId: null, confidence } });
    const { items } = store.annotations.list({ statuses: ['proposed'], sort: 'uncertainty' });
    expect(items.map((annotation) => annotation.proposal?.confidence)).toEqual([null, 0.2, 0.9]);
  });
});

it('counts what became of proposals, and uncounts what is undone', () => {
  const store = libraryWithVideo();
  const [dog, cat] = [createLabel(store, 'Dog'), createLabel(store, 'Cat')];
  const proposal = { method: 'neighbour-label', model: 'm', labelId: dog.id, confidence: 0.5 };
  const made = [1, 2, 3, 4].map(() => create(store, { labelId: dog.id, status: 'proposed', proposal }));
  const decide = (index: number, change: Partial<AnnotationContent>) =>
    edit(store, { kind: 'update-annotation', id: made[index]!.id, version: 1, change });
  decide(0, { status: 'accepted' });
  decide(1, { status: 'checked', labelId: cat.id });
  decide(2, { status: 'rejected' });
  expect(store.annotations.proposals()).toEqual([
    { method: 'neighbour-label', model: 'm', proposed: 1, accepted: 2, relabelled: 1, rejected: 1 },
  ]);
  expect(store.annotations.annotatedVideos()).toBe(1);
  store.history.undo();
  expect(store.annotations.proposals()[0]).toMatchObject({ proposed: 2, rejected: 0 });
});

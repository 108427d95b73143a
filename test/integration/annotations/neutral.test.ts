import { describe, expect, it } from 'vitest';
import {
  importNeutral,
  type NeutralAnnotation,
  neutralDocument,
} from '../../../src-main/services/annotations/index.ts';
import { annotatedWorld } from './world.ts';

const options = { title: 'Import x.json', author: 'me' };

function neutral(change: Partial<NeutralAnnotation> = {}): NeutralAnnotation {
  return {
    video: 'a.mp4',
    label: 'Dog',
    span: null,
    boxes: [],
    note: '',
    status: 'accepted',
    author: 'Ann',
    ...change,
  };
}

describe('an import', () => {
  it('makes missing labels, keeps who and when, and is taken back by one undo', () => {
    const { store, a } = annotatedWorld();
    const outcome = importNeutral(
      store,
      {
        annotations: [
          neutral({
            span: { fromSeconds: 1, toSeconds: 2 },
            createdAt: '2020-01-01T00:00:00.000Z',
            colour: '#112233',
            audioSetId: '/m/1',
          }),
          neutral({
            label: 'DOG',
            video: 'folder/b.mp4',
            lowHz: 100,
            highHz: 200,
            track: 'tier 1',
          }),
          neutral({ label: null, note: 'bare', author: '' }),
          neutral({ status: 'proposed', confidence: 0.25 }),
          neutral({ video: 'unknown.mp4' }),
          neutral({ video: 'unknown.mp4' }),
        ],
        labels: [{ name: 'Unused', colour: null, audioSetId: null }],
      },
      options,
    );
    expect(outcome).toMatchObject({
      annotations: 4,
      labels: 2,
      skipped: [{ what: 'unknown.mp4', count: 2 }],
    });
    expect(store.labels.list()).toMatchObject([
      { name: 'Dog', colour: '#112233', audioSetId: '/m/1' },
      { name: 'Unused' },
    ]);
    const [dog] = store.labels.list();
    const { items } = store.annotations.list({ videoId: a.id });
    expect(items).toMatchObject([
      { author: 'me', labelId: null, note: 'bare' },
      { status: 'proposed', proposal: { method: 'import', labelId: dog!.id, confidence: 0.25 } },
      { author: 'Ann', createdAt: '2020-01-01T00:00:00.000Z', modifiedAt: '2020-01-01T00:00:00.000Z' },
    ]);
    store.history.undo();
    expect(store.annotations.list({}).total).toBe(0);
    expect(store.labels.list()).toEqual([]);
    store.history.redo();
    expect(store.annotations.list({}).total).toBe(4);
  });

  it('gives its labels the lowest free keys of 1 to 9 while there are any', () => {
    const { store } = annotatedWorld();
    const step = {
      kind: 'create-label',
      content: { name: 'Taken', colour: '#112233', hotkey: '2', audioSetId: null },
    } as const;
    store.history.edit({ title: 'x', author: 'me', steps: [step] });
    const names = Array.from({ length: 10 }, (_, index) => `L${index}`);
    importNeutral(store, { annotations: names.map((label) => neutral({ label })) }, options);
    const keys = new Map(store.labels.list().map(({ name, hotkey }) => [name, hotkey]));
    expect(names.map((name) => keys.get(name))).toEqual(['1', '3', '4', '5', '6', '7', '8', '9', null, null]);
    store.history.undo();
    store.history.redo();
    expect(new Map(store.labels.list().map(({ name, hotkey }) => [name, hotkey]))).toEqual(keys);
  });

  it('leaves the library untouched when one annotation is wrong', () => {
    const { store } = annotatedWorld();
    const wrong = neutral({ span: { fromSeconds: 2, toSeconds: 1 } });
    expect(() => importNeutral(store, { annotations: [neutral(), wrong] }, options)).toThrow(
      expect.objectContaining({ code: 'invalid-input', field: 'span' }),
    );
    expect(store.labels.list()).toEqual([]);
    expect(store.history.depth()).toMatchObject({ undo: 0 });
  });

  it('of nothing that fits leaves no entry in the history', () => {
    const { store } = annotatedWorld();
    expect(importNeutral(store, { annotations: [neutral({ video: 'x' })] }, options)).toMatchObject({
      annotations: 0,
      labels: 0,
    });
    expect(store.history.depth().undo).toBe(0);
  });

  it('takes 5,000 annotations in seconds', () => {
    const { store } = annotatedWorld();
    const annotations = Array.from({ length: 5_000 }, (_, index) =>
      neutral({
        span: { fromSeconds: index, toSeconds: index + 1 },
        boxes: [{ atSeconds: index, x0: 0, y0: 0, x1: 1, y1: 1 }],
      }),
    );
    const start = performance.now();
    importNeutral(store, { annotations }, options);
    store.history.undo();
    // About a second on a busy pair of cores.
    expect(performance.now() - start).toBeLessThan(20_000);
  });
});

it('what is exported comes back the same', () => {
  const { store } = annotatedWorld();
  const annotations = [
    neutral({
      span: { fromSeconds: 1, toSeconds: 2.5 },
      boxes: [{ atSeconds: 1, x0: 0.1, y0: 0.2, x1: 0.3, y1: 0.4 }],
    }),
    neutral({
      video: 'folder/b.mp4',
      label: 'Cat',
      status: 'checked',
      note: 'ünï',
      lowHz: 1,
      highHz: 2,
      track: 't',
    }),
    neutral({ status: 'proposed', confidence: 0.5 }),
  ];
  importNeutral(store, { annotations }, options);
  const exported = neutralDocument(store, { proposals: true });
  expect(exported.videos).toMatchObject([
    { video: 'a.mp4', absolutePath: '/videos/a.mp4', durationSeconds: 10, displayWidth: null },
    { video: 'folder/b.mp4' },
  ]);
  expect(neutralDocument(store, { proposals: false }).annotations).toHaveLength(2);
  store.history.undo();
  importNeutral(store, { annotations: exported.annotations }, options);
  expect(neutralDocument(store, { proposals: true })).toEqual(exported);
});

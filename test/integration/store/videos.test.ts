import { describe, expect, it } from 'vitest';
import { addVideos, foundFile, temporaryLibrary, vector } from './temporary-library.ts';

const probed = {
  probe: { container: 'mp4' },
  durationSeconds: 10,
  hasPicture: true,
  hasSound: true,
  playable: true,
};

describe('a list of videos', () => {
  it('is in natural order of names, whatever their case', () => {
    const store = temporaryLibrary();
    addVideos(store, 'clip 10.mp4', 'b/Clip 2.mp4', 'clip 1.mp4', 'Éclair.mp4', 'apple.mp4');
    const names = (descending: boolean): string[] =>
      store.videos.list({ sort: 'name', descending }).items.map((video) => video.name);
    expect(names(false)).toEqual(['apple.mp4', 'clip 1.mp4', 'Clip 2.mp4', 'clip 10.mp4', 'Éclair.mp4']);
    expect(names(true)).toEqual(names(false).reverse());
  });

  it('finds all words in any order, without case, accents or wildcards', () => {
    const store = temporaryLibrary();
    addVideos(
      store,
      'Zoo/Straße.mp4',
      'zoo/100%_dog.mp4',
      'zoo/100 dogs.mp4',
      'a_b.mp4',
      'axb.mp4',
      "o'hara.mp4",
    );
    const found = (search: string): string[] =>
      store.videos.list({ search }).items.map((video) => video.path);
    expect(found('STRASSE zoo')).toEqual(['Zoo/Straße.mp4']);
    expect(found('100%')).toEqual(['zoo/100%_dog.mp4']);
    expect(found('a_b')).toEqual(['a_b.mp4']);
    expect(found('dog  100')).toHaveLength(2);
    expect(found("o'h")).toEqual(["o'hara.mp4"]);
    expect(found('  ')).toHaveLength(6);
    expect(found('nothing like it')).toEqual([]);
  });

  it('pages through without losing or repeating any, also among equals', () => {
    const store = temporaryLibrary();
    addVideos(store, ...Array.from({ length: 25 }, (_, index) => `${index}/same.mp4`));
    const ids = [0, 10, 20].flatMap((offset) =>
      store.videos.list({ sort: 'duration', offset, limit: 10 }).items.map((video) => video.id),
    );
    expect(new Set(ids).size).toBe(25);
    expect(store.videos.list({ limit: 10 }).total).toBe(25);
  });

  it('filters by what became of the videos', () => {
    const store = temporaryLibrary();
    const [waiting, failed, silent, missing, offline, done] = addVideos(store, 'w', 'f', 's', 'm', 'o', 'd');
    store.videos.fail(failed!.id, { code: 'unreadable-file', reason: 'broken' });
    store.videos.saveProbe(silent!.id, { ...probed, hasSound: false });
    store.videos.setPresence([missing!.id], 'missing');
    store.videos.setPresence([offline!.id], 'offline');
    store.videos.completeIndexing(done!.id, { modelHash: 'm', moments: [] });
    const found = (filter: Parameters<typeof store.videos.list>[0]['filter']): string[] =>
      store.videos.list({ filter }).items.map((video) => video.path);
    expect(found('waiting')).toEqual([silent!.path, waiting!.path].sort());
    expect(found('trouble')).toEqual(['f', 'm']);
    expect(found('offline')).toEqual(['m', 'o']);
    expect(found('no-sound')).toEqual(['s']);
    expect(found('no-picture')).toEqual([]);
    expect(found('indexed')).toEqual(['d']);
    expect(store.videos.totals()).toMatchObject({
      total: 6,
      indexed: 1,
      waiting: 2,
      failed: 1,
      offline: 2,
      withoutAudio: 1,
    });
  });

  it('is quick with 10,000 videos', () => {
    const store = temporaryLibrary();
    store.transaction(() =>
      addVideos(
        store,
        ...Array.from({ length: 10_000 }, (_, index) => `folder ${index % 50}/clip ${index}.mp4`),
      ),
    );
    const start = performance.now();
    for (const query of [
      {},
      { sort: 'state', offset: 9000 },
      { search: 'clip 99' },
      { filter: 'trouble' },
    ] as const)
      store.videos.list({ limit: 100, ...query });
    // Typically 10 ms together; the bound only tells a missing index or a query per row.
    expect(performance.now() - start).toBeLessThan(500);
  });
});

describe('a path', () => {
  it.each([
    '-dash.mp4',
    'quo"te\'s.mp4',
    'new\nline.mp4',
    '🎬 film.mp4',
    `${'x'.repeat(251)}.mp4`,
    'back\\slash.mp4',
  ])('of an odd name survives: %j', (path) => {
    const store = temporaryLibrary();
    const [video] = addVideos(store, path);
    expect(store.videos.get(video!.id).path).toBe(path);
    expect(store.videos.find(video!.sourceId, path)?.id).toBe(video!.id);
  });

  it('that is not UTF-8 keeps its bytes', () => {
    const store = temporaryLibrary();
    const source = store.sources.add('/videos');
    const pathBytes = Buffer.from([0x63, 0xe9, 0x2e, 0x6d, 0x70, 0x34]);
    const video = store.videos.add(source.id, foundFile('c\\xE9.mp4', { pathBytes }));
    expect(Buffer.from(store.videos.get(video.id).pathBytes!)).toEqual(pathBytes);
  });
});

describe('completing the indexing of a video', () => {
  const moments = [
    { at: 0.5, frame: vector(1), sound: vector(2) },
    { at: 1.5, frame: vector(3) },
  ];

  it('doubles nothing when it is done twice, and replaces what was there', () => {
    const store = temporaryLibrary();
    const [video] = addVideos(store, 'a');
    store.videos.completeIndexing(video!.id, { modelHash: 'm', moments });
    store.videos.completeIndexing(video!.id, { modelHash: 'm', moments });
    expect(store.moments.ofVideo(video!.id).map((moment) => moment.at)).toEqual([0.5, 1.5]);
    expect(store.videos.get(video!.id)).toMatchObject({ state: 'indexed', moments: 2 });
    store.videos.completeIndexing(video!.id, { modelHash: 'm', moments: [{ at: 7, frame: vector(9) }] });
    expect(store.moments.ofVideo(video!.id).map((moment) => moment.at)).toEqual([7]);
    expect(store.embeddings.load('m', 'sound').at.length).toBe(0);
  });

  it('keeps models side by side on shared moments', () => {
    const store = temporaryLibrary();
    const [video] = addVideos(store, 'a');
    store.videos.completeIndexing(video!.id, { modelHash: 'm1', moments });
    store.videos.completeIndexing(video!.id, {
      modelHash: 'm2',
      moments: [
        { at: 0.5, frame: vector(8) },
        { at: 1, frame: vector(9) },
      ],
    });
    expect(store.videos.get(video!.id).moments).toBe(3);
    expect([...store.embeddings.load('m1', 'frame').at]).toEqual([0.5, 1.5]);
    expect([...store.embeddings.load('m2', 'frame').at].sort()).toEqual([0.5, 1]);
  });

  it('writes nothing when the file has changed meanwhile or the video was removed', () => {
    const store = temporaryLibrary();
    const [changed, removed] = addVideos(store, 'a', 'b');
    const fingerprint = { sizeBytes: 1, modifiedMs: 1 };
    expect(store.videos.completeIndexing(changed!.id, { modelHash: 'm', moments, fingerprint })).toBe(
      'stale',
    );
    store.undo.removeVideos([removed!.id]);
    expect(store.videos.completeIndexing(removed!.id, { modelHash: 'm', moments })).toBe('gone');
    expect(store.embeddings.load('m', 'frame').at.length).toBe(0);
  });

  it.each([
    [
      'of another length',
      [
        { at: 1, frame: vector(1) },
        { at: 2, frame: new Float32Array(5) },
      ],
      /5 numbers/,
    ],
    ['that is not a number', [{ at: 1, sound: vector(Number.NaN) }], /not a number/],
  ])('refuses a vector %s and keeps what was there', (_, wrong, message) => {
    const store = temporaryLibrary();
    const [video] = addVideos(store, 'a');
    store.videos.completeIndexing(video!.id, { modelHash: 'm', moments });
    expect(() => store.videos.completeIndexing(video!.id, { modelHash: 'm', moments: wrong })).toThrow(
      message,
    );
    expect(store.embeddings.load('m', 'frame').at.length).toBe(2);
  });

  it('is what a video waits for, per model and rate, unless it failed or is not there', () => {
    const store = temporaryLibrary();
    const [a, b, c, d] = addVideos(store, 'a', 'b', 'c', 'd');
    store.videos.completeIndexing(a!.id, { modelHash: 'm', moments, ratePerSecond: 1 });
    store.videos.fail(b!.id, { code: 'x', reason: 'y' });
    store.videos.setPresence([c!.id], 'missing');
    const waiting = (model: string, rate: number, sources?: number[]): string[] =>
      store.videos.waitingFor(model, rate, sources).map((video) => video.path);
    expect(waiting('m', 1)).toEqual(['d']);
    expect(waiting('m', 2)).toEqual(['a', 'd']);
    expect(waiting('other', 1)).toEqual(['a', 'd']);
    expect(waiting('m', 1, [999])).toEqual([]);
    store.videos.retry(b!.id);
    expect(waiting('m', 1, [d!.sourceId])).toEqual(['b', 'd']);
  });

  it('is what a failed video waits for again, until the same programs found the same twice', () => {
    const store = temporaryLibrary();
    const [a] = addVideos(store, 'a');
    const damaged = { code: 'unreadable-file', reason: 'It is cut off.' };
    const isTried = (tools: string | null, all = false): boolean =>
      store.videos.waitingFor('m', 1, undefined, { all, tools }).length === 1;
    store.videos.fail(a!.id, damaged, 'ffmpeg 7');
    expect([isTried('ffmpeg 7'), isTried('ffmpeg 8')]).toEqual([true, true]);
    store.videos.fail(a!.id, { ...damaged, reason: 'Reading it failed.' }, 'ffmpeg 7');
    expect(isTried('ffmpeg 7')).toBe(true);
    store.videos.fail(a!.id, { ...damaged, reason: 'Reading it failed.' }, 'ffmpeg 7');
    expect([isTried('ffmpeg 7'), isTried('ffmpeg 8'), isTried(null)]).toEqual([false, true, true]);
    expect(isTried('ffmpeg 7', true)).toBe(true);
    expect(store.videos.waitingFor('m', 1)).toEqual([]);
    for (let time = 0; time < 3; time++)
      store.videos.fail(a!.id, { code: 'time-limit', reason: 'Not done within 60 s.' }, 'ffmpeg 7');
    expect(isTried('ffmpeg 7')).toBe(true);
  });
});

it('shows a video as being indexed only while its job runs', () => {
  const store = temporaryLibrary();
  const [video] = addVideos(store, 'a');
  const { id } = store.jobs.create({ kind: 'index', title: '', request: {} });
  store.jobs.claim(id);
  store.videos.beginIndexing(video!.id, id);
  expect(store.videos.get(video!.id).state).toBe('indexing');
  store.jobs.update(id, { state: 'cancelled' });
  expect(store.videos.get(video!.id).state).toBe('waiting');
});

it('drops moments and probe of replaced content, keeps the annotations, and waits again', () => {
  const store = temporaryLibrary();
  const [video] = addVideos(store, 'a');
  store.videos.saveProbe(video!.id, probed);
  store.videos.completeIndexing(video!.id, { modelHash: 'm', moments: [{ at: 1, frame: vector(1) }] });
  const revision = store.embeddings.revision('m');
  store.videos.replaceContent(video!.id, foundFile('a', { contentHash: 'other', sizeBytes: 5 }));
  expect(store.videos.get(video!.id)).toMatchObject({
    state: 'waiting',
    moments: 0,
    hasSound: null,
    durationSeconds: 0,
  });
  expect(store.videos.probe(video!.id)).toBeNull();
  expect(store.embeddings.load('m', 'frame').at.length).toBe(0);
  expect(store.embeddings.revision('m')).toBeGreaterThan(revision);
});

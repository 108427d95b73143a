import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EarsightError } from '../../../src-main/contract/errors.ts';
import type { ExportReport, ImportReport } from '../../../src-main/contract/interchange.ts';
import { finishJob } from '../../../src-main/services/jobs/index.ts';
import { addSources, scanSource } from '../../../src-main/services/libraries/index.ts';
import { media } from '../../fixtures/fixtures.ts';
import { never } from '../../fixtures/services.ts';
import { type AnnotatedLibrary, annotate, makeLibrary } from './library.ts';

async function exportAs(library: AnnotatedLibrary, format: string, more: object = {}): Promise<ExportReport> {
  const folder = join(library.folder, 'out', format);
  const started = await library.handlers['interchange.export']?.(
    {
      ...{ format, folder, name: 'all', proposals: false, frameImages: false },
      ...{ elanTiers: 'label', timeline: 'selects' },
      ...more,
    },
    never,
  );
  const job = await finishJob(library.context, started?.job ?? '', never);
  return job.result as ExportReport;
}

async function importFile(library: AnnotatedLibrary, path: string, video?: number): Promise<ImportReport> {
  const started = await library.handlers['interchange.import']?.(
    { file: { path }, video, author: 'bea' },
    never,
  );
  const job = await finishJob(library.context, started?.job ?? '', never);
  return job.result as ImportReport;
}

const shown = ({ store }: AnnotatedLibrary): string[] =>
  store.annotations
    .list({})
    .items.map(({ videoId, labelId, span, boxes, lowHz, note, status, author }) =>
      JSON.stringify([
        store.videos.get(videoId).name,
        labelId && store.labels.get(labelId).name,
        span,
        boxes.map((box) => [box.atSeconds, box.x0, box.x1]),
        lowHz,
        note,
        status,
        author,
      ]),
    );

describe('annotations of a library', () => {
  it('leave it as KWCOCO, with the frames they are on, and come back into another', async () => {
    const library = await makeLibrary();
    annotate(library);
    const report = await exportAs(library, 'kwcoco', { frameImages: true });
    expect(report.losses).toEqual([
      { what: 'AudioSet ids of labels', count: 3 },
      { what: 'colours of labels', count: 4 },
    ]);
    const frames = [
      'clips/band.mp4/frame_000025.jpg',
      'clips/band.mp4/frame_000050.jpg',
      'street.mkv/frame_000015.jpg',
    ];
    expect(report.files).toEqual(['all.kwcoco.json', ...frames].map((name) => join(report.folder, name)));
    expect(readFileSync(report.files[1] as string).subarray(0, 2)).toEqual(Buffer.from([0xff, 0xd8]));

    const other = await makeLibrary();
    const imported = await importFile(other, report.files[0] as string);
    expect(imported).toMatchObject({ format: 'kwcoco', annotations: 4, labels: 2, videos: 3, warnings: [] });
    expect(shown(other).sort()).toEqual(
      shown(library)
        .filter((line) => !line.includes('proposed'))
        .sort(),
    );
  });

  it('leave out proposals unless they are asked for', async () => {
    const library = await makeLibrary();
    annotate(library);
    expect(await exportAs(library, 'raven')).toMatchObject({ chosen: 4, annotations: 3 });
    const report = await exportAs(library, 'raven', { proposals: true, videos: [library.id('wren.wav')] });
    expect(report.annotations).toBe(2);
    expect(readFileSync(report.files[0] as string, 'utf8').split('\n')[2]).toContain('\tproposed\t');
  });

  it('are imported as one step that undo takes back', async () => {
    const library = await makeLibrary();
    const file = join(library.folder, 'band.txt');
    writeFileSync(file, '1.0\t2.0\tdrum\n2.0\t3.0\tguitar\n');
    const report = await importFile(library, file);
    expect(report).toMatchObject({
      file: 'band.txt',
      format: 'audacity',
      annotations: 2,
      labels: 2,
      videos: 1,
    });
    expect(library.events.some(({ name }) => name === 'annotations-changed')).toBe(true);
    expect(library.store.annotations.list({}).items.map(({ author }) => author)).toEqual(['bea', 'bea']);
    library.store.history.undo();
    expect(library.store.annotations.list({}).total).toBe(0);
  });

  it('are left untouched by a file that breaks off in the middle', async () => {
    const library = await makeLibrary();
    annotate(library);
    const before = [shown(library), library.store.labels.list().length, library.store.history.depth()];
    const file = join(library.folder, 'band.srt');
    writeFileSync(file, '1\n00:00:01,000 --> 00:00:02,000\nnew label\n\n2\n00:00:01,000 --> never\nx\n');
    await expect(importFile(library, file)).rejects.toThrow('line 6, subtitle');
    expect([shown(library), library.store.labels.list().length, library.store.history.depth()]).toEqual(
      before,
    );
  });

  it('are there once, though the process died between the import and the end of its job', async () => {
    const library = await makeLibrary();
    const { context, store } = library;
    const file = join(library.folder, 'street.txt');
    writeFileSync(file, '1\t2\tdrum\n');
    const started = await library.handlers['interchange.import']?.(
      { file: { path: file }, author: 'bea' },
      never,
    );
    const id = started?.job ?? '';
    await finishJob(context, id, never);
    expect(store.jobs.get(id).checkpoint).toMatchObject({ annotations: 1 });
    // As a killed process leaves it: the annotations are in, the job is not over.
    store.jobs.update(id, { state: 'paused', result: null });
    context.jobs.resume(id);
    expect((await context.jobs.ended(id)).result).toMatchObject({ annotations: 1, file: 'street.txt' });
    expect(store.annotations.list({}).total).toBe(1);
  });

  it('are previewed without a change, from content that has no path', async () => {
    const library = await makeLibrary();
    const data = new TextEncoder().encode('1\t2\tdrum\n');
    const file = { name: 'street.txt', data };
    const preview = library.handlers['interchange.preview'];
    const report = await preview?.({ file, format: 'audacity' }, never);
    expect(report).toMatchObject({ annotations: 1, labels: 1, videos: 1 });
    expect(library.store.annotations.list({}).total).toBe(0);
    const unnamed = preview?.({ file: { name: 'x.txt', data }, format: 'audacity' }, never);
    await expect(unnamed).rejects.toThrow(EarsightError);

    const started = await library.handlers['interchange.import']?.({ file, format: 'audacity' }, never);
    await finishJob(library.context, started?.job ?? '', never);
    expect(library.store.annotations.list({}).total).toBe(1);
    expect(existsSync(join(library.folder, 'library', 'cache', 'imports'))).toBe(true);
  });

  it('keep frame numbers exact from real frame times', async () => {
    const library = await makeLibrary();
    annotate(library);
    const report = await exportAs(library, 'cvat', { videos: [library.id('clips/band.mp4')] });
    const xml = readFileSync(report.files[0] as string, 'utf8');
    expect(xml.match(/<box frame="\d+" keyframe="1" outside="\d"/g)).toEqual([
      '<box frame="25" keyframe="1" outside="0"',
      '<box frame="50" keyframe="1" outside="0"',
      '<box frame="55" keyframe="1" outside="1"',
    ]);
    expect(xml).toContain('<size>100</size>');
    expect(report.losses).toContainEqual({ what: 'annotations without boxes', count: 1 });
  });

  it('keep frame numbers exact where the rate varies', async () => {
    const library = await makeLibrary();
    const { context, store } = library;
    mkdirSync(join(library.folder, 'more'));
    copyFileSync(media.variableRate, join(library.folder, 'more', 'varies.mkv'));
    const [source] = addSources(context, [join(library.folder, 'more')]);
    await scanSource(context.session.current(), source as number);
    const videoId = store.videos.find(source as number, 'varies.mkv')?.id as number;
    const box = { x0: 0, y0: 0, x1: 0.5, y1: 0.5 };
    const at = 0.02 * 20 + 0.005 * 20 * 20 + 0.04; // within frame 20, which lasts 0.225 s
    const content = {
      ...{
        videoId,
        labelId: null,
        span: null,
        boxes: [{ ...box, atSeconds: at }],
        lowHz: null,
        highHz: null,
      },
      ...{ note: '', status: 'accepted' as const, proposal: null, track: null },
    };
    store.history.edit({ title: 'x', author: 'ann', steps: [{ kind: 'create-annotation', content }] });
    const report = await exportAs(library, 'label-studio', { videos: [videoId] });
    const [task] = JSON.parse(readFileSync(report.files[0] as string, 'utf8'));
    expect(task.annotations[0].result[0].value.sequence[0].frame).toBe(21);
    await importFile(library, report.files[0] as string);
    const both = store.annotations.list({ videoId }).items.map(({ boxes }) => boxes[0]?.atSeconds);
    expect(both).toEqual([at, at]);
    const answer = await library.handlers['interchange.frameTimes']!({ video: videoId }, never);
    const times = new Float64Array(new Uint8Array(answer.times!).buffer);
    // Frame 20 is on screen at that time, in the window as in the exports.
    expect([times[20]! <= at, times[21]! > at]).toEqual([true, true]);
  });

  it('are cut into a clip for each span', async () => {
    const library = await makeLibrary();
    annotate(library);
    const folder = join(library.folder, 'cut');
    const started = await library.handlers['interchange.clips']?.(
      { proposals: false, folder, exact: false },
      never,
    );
    const job = await finishJob(library.context, started?.job ?? '', never);
    expect(job.result).toMatchObject({
      clips: [
        {
          file: 'clips/band/guitar-1.00-2.20.mp4',
          video: 'clips/band.mp4',
          label: 'guitar',
          from: 1,
          to: 2.2,
        },
        { file: 'clips/band/guitar-3.00-3.50.mp4' },
        { file: 'wren/wren-0.25-1.75.wav', startsAt: 0.25, copied: true },
      ],
      failures: [],
      losses: [{ what: 'annotations that are no span', count: 1 }],
    });
    expect(existsSync(join(folder, 'clips/band/guitar-1.00-2.20.mp4'))).toBe(true);
    expect(readFileSync(join(folder, 'clips.csv'), 'utf8').split('\n')).toHaveLength(5);
  });
});

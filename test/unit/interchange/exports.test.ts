import { describe, expect, it } from 'vitest';
import type { NeutralAnnotation } from '../../../src-main/services/annotations/types.ts';
import {
  type Export,
  type ExportOptions,
  formatNamed,
  interchangeFormats,
} from '../../../src-main/services/interchange/index.ts';
import { band, eleven, guitarClip, videos } from '../../fixtures/interchange/band.ts';

const base = { video: band.video, span: null, boxes: [], note: '', status: 'accepted' as const, author: '' };
const guitar: NeutralAnnotation = {
  ...base,
  label: 'guitar',
  span: { fromSeconds: 1, toSeconds: 2.5 },
  note: 'out of tune',
  status: 'checked',
};
const wren: NeutralAnnotation = {
  ...base,
  video: eleven.video,
  label: 'wren',
  span: { fromSeconds: 0.5, toSeconds: 1.25 },
  lowHz: 2000,
  highHz: 8000,
};

function write(id: string, annotations: readonly NeutralAnnotation[], options: ExportOptions = {}): Export {
  return formatNamed(id, 'write').write?.({ name: 'all', videos, annotations }, options) as Export;
}

const box = { atSeconds: 5, x0: 0, y0: 0, x1: 0.5, y1: 0.5 };
const spanFormats = [
  ...['elan', 'audacity', 'raven', 'audioset', 'webvtt', 'srt'],
  ...['losslesscut-csv', 'losslesscut-tsv', 'otio'],
];

const parsed = (exported: Export, file = 0) => JSON.parse(exported.files[file]?.text ?? 'null');

describe('an OpenTimelineIO timeline', () => {
  it('strings out the spans, frames at the rate of the video, a gap where there is no picture', () => {
    const exported = write('otio', [guitar, wren]);
    expect(exported.files.map(({ path }) => path)).toEqual(['all.otio']);
    const timeline = parsed(exported);
    expect(timeline.OTIO_SCHEMA).toBe('Timeline.1');
    const [pictures, sounds] = timeline.tracks.children;
    expect([pictures.kind, sounds.kind]).toEqual(['Video', 'Audio']);
    expect(pictures.children.map((item: { OTIO_SCHEMA: string }) => item.OTIO_SCHEMA)).toEqual([
      'Clip.1',
      'Gap.1',
    ]);
    const [clip, second] = sounds.children;
    expect(clip).toMatchObject({
      name: 'guitar',
      media_reference: { OTIO_SCHEMA: 'ExternalReference.1', target_url: 'clips/band.mp4' },
      metadata: { earsight: { label: 'guitar', status: 'checked', note: 'out of tune' } },
    });
    const time = (value: number, rate: number) => ({ OTIO_SCHEMA: 'RationalTime.1', rate, value });
    expect(clip.source_range).toEqual({
      OTIO_SCHEMA: 'TimeRange.1',
      start_time: time(25, 25),
      duration: time(38, 25),
    });
    expect(second.source_range).toMatchObject({ start_time: time(500, 1000), duration: time(750, 1000) });
  });

  it('has a marker for each annotation on the whole video, one timeline a video', () => {
    const exported = write('otio', [guitar, wren], { timeline: 'markers' });
    expect(exported.files.map(({ path }) => path)).toEqual(['clips/band.otio', 'sounds/eleven.otio']);
    const clip = parsed(exported).tracks.children[0].children[0];
    expect(clip.media_reference.target_url).toBe('../clips/band.mp4');
    expect(clip.markers).toMatchObject([{ OTIO_SCHEMA: 'Marker.2', name: 'guitar', comment: 'out of tune' }]);
  });
});

describe('an ELAN document', () => {
  const spans = (spansOf: [number, number][]): NeutralAnnotation[] =>
    spansOf.map(([fromSeconds, toSeconds]) => ({
      ...base,
      label: 'guitar',
      span: { fromSeconds, toSeconds },
    }));

  it('never lets two annotations of a tier overlap', () => {
    const text =
      write(
        'elan',
        spans([
          [0, 2],
          [1, 3],
          [2, 4],
        ]),
      ).files[0]?.text ?? '';
    expect(text.match(/TIER_ID="[^"]*"/g)).toEqual(['TIER_ID="guitar"', 'TIER_ID="guitar #2"']);
  });

  it('lists its time slots in order', () => {
    const text =
      write(
        'elan',
        spans([
          [0, 9],
          [1, 3],
          [3, 4],
        ]),
      ).files[0]?.text ?? '';
    const times = [...text.matchAll(/TIME_VALUE="(\d+)"/g)].map(([, time]) => Number(time));
    expect(times).toEqual(times.toSorted((one, other) => one - other));
  });

  it('points to its video by a relative path', () => {
    const text = write('elan', [guitar]).files[0]?.text ?? '';
    expect(text).toContain('RELATIVE_MEDIA_URL="../clips/band.mp4"');
    expect(text).toContain('MIME_TYPE="video/mp4"');
  });
});

describe('an export', () => {
  it('says of every format what it cannot carry', () => {
    const all: NeutralAnnotation = {
      ...guitar,
      boxes: [{ atSeconds: 1, x0: 0, y0: 0, x1: 0.5, y1: 0.5 }],
      lowHz: 100,
      author: 'ann',
      track: 'left',
      confidence: 0.5,
      audioSetId: '/m/0342h',
      colour: '#ff0000',
      createdAt: '2026-01-01T00:00:00Z',
    };
    const losses = Object.fromEntries(
      interchangeFormats.flatMap(({ id, write: writes }) =>
        writes ? [[id, write(id, [all]).losses.map(({ what }) => what)]] : [],
      ),
    );
    expect(losses.audacity).toEqual([
      'boxes',
      'notes',
      'statuses (proposed, checked, unsure)',
      'authors',
      'track names',
      'confidences',
      'times of creation and change',
      'AudioSet ids of labels',
      'colours of labels',
    ]);
    expect(losses.kwcoco).toEqual(['AudioSet ids of labels', 'colours of labels']);
    expect(losses.coco).toContain('spans of annotations with boxes');
    expect(losses.cvat).not.toContain('colours of labels');
    for (const list of Object.values(losses)) expect(list.length).toBeGreaterThan(0);
  });

  it('names files after videos, with the extension of the video where two would be one', () => {
    const twin = { ...band, video: 'clips/band.mov', absolutePath: '/videos/clips/band.mov' };
    const format = formatNamed('srt', 'write');
    const both = [guitar, { ...guitar, video: twin.video }];
    const exported = format.write?.({ name: 'all', videos: [band, twin], annotations: both }, {});
    expect(exported?.files.map(({ path }) => path)).toEqual(['clips/band.mp4.srt', 'clips/band.mov.srt']);
  });

  it('never writes outside its folder, whatever a video is called', () => {
    const evil = { ...band, video: '../../etc/cron.d/x:y*.mp4' };
    const annotations = [{ ...guitar, video: evil.video }];
    for (const { write: writes } of interchangeFormats) {
      const exported = writes?.({ name: '../up/all', videos: [evil], annotations }, {});
      for (const { path } of exported?.files ?? []) expect(path).not.toMatch(/\.\.|^\/|[:*\\]/);
    }
  });

  it('gives the same files for the same annotations', () => {
    for (const { id, write: writes } of interchangeFormats) {
      if (writes) expect(write(id, [guitar, wren])).toEqual(write(id, [guitar, wren]));
    }
  });

  it('writes no file where nothing can be carried', () => {
    expect(write('cvat', [guitar]).files).toEqual([]);
    for (const { id, write: writes } of interchangeFormats) {
      if (writes) expect({ id, ...write(id, []) }).toMatchObject({ id, files: [], written: 0 });
    }
  });

  it.each(spanFormats)('leaves out in %s the videos that have nothing but boxes', (id) => {
    const boxed = { ...guitar, video: guitarClip.video, span: null, boxes: [box] };
    const alone = write(id, [boxed]);
    expect(alone).toMatchObject({ files: [], written: 0 });
    expect(alone.losses).toContainEqual({ what: 'annotations that are boxes only', count: 1 });
    const together = write(id, [guitar, boxed, wren]);
    expect(together).toMatchObject({ files: write(id, [guitar, wren]).files, written: 2 });
    for (const { text } of together.files) expect(text.trim()).not.toBe('');
  });

  it('counts what it wrote', () => {
    const whole = { ...guitar, span: null };
    const boxes = { ...guitar, boxes: [box] };
    const late = { ...guitar, span: null, boxes: [{ ...box, atSeconds: 9 }] };
    const unlabelled = { ...guitar, label: null };
    const written = Object.fromEntries(
      interchangeFormats.flatMap(({ id, write: writes }) =>
        writes ? [[id, write(id, [whole, boxes, late, unlabelled, wren]).written]] : [],
      ),
    );
    expect(written).toEqual({
      ...{ via: 5, coco: 2, kwcoco: 5, cvat: 2, 'label-studio': 5, elan: 4, audacity: 4, raven: 4 },
      ...{ audioset: 3, 'vgg-ss': 1, webvtt: 4, srt: 4, 'losslesscut-csv': 4, 'losslesscut-tsv': 4, otio: 4 },
    });
  });

  it.each(['webvtt', 'srt', 'elan'])('has no span without length in %s, and says so', (id) => {
    const point = { ...guitar, span: { fromSeconds: 3, toSeconds: 3 } };
    const short = { ...guitar, span: { fromSeconds: 4.0001, toSeconds: 4.0003 } };
    const exported = write(id, [guitar, point, short]);
    const of = (what: string) => ({ what: `${what}, written one millisecond long`, count: 1 });
    expect(exported.losses).toEqual(
      expect.arrayContaining([of('points in time'), of('spans shorter than a millisecond')]),
    );
    const text = exported.files[0]?.text ?? '';
    const mark = id === 'srt' ? ',' : '.';
    const times = id === 'elan' ? /TIME_VALUE="(\d+)"/g : /00:00:0(\d[.,]\d{3})/g;
    const found = [...text.matchAll(times)].map(([, time]) => Number(time?.replace(mark, '')));
    expect(found).toEqual([1000, 2500, 3000, 3001, 4000, 4001]);
  });

  it.each(['coco', 'kwcoco'])('has no class in %s but the labels', (id) => {
    const { categories } = parsed(write(id, [{ ...guitar, boxes: [box] }]));
    expect(categories).toEqual([{ id: 1, name: 'guitar' }]);
  });
});

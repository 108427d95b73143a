import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NeutralAnnotation } from '../../../src-main/services/annotations/types.ts';
import {
  type Export,
  type ExportOptions,
  formatNamed,
  interchangeFormats,
} from '../../../src-main/services/interchange/index.ts';
import { annotation } from '../../fixtures/interchange/arbitrary.ts';
import { library, textFile, videos } from '../../fixtures/interchange/band.ts';

type Field = 'note' | 'status' | 'author' | 'band' | 'track' | 'confidence';

/** What of an annotation comes back from a format, and as how many. */
interface Carries {
  /** Whole-video annotations with one label come back as one. */
  readonly mergesWhole?: boolean;
  readonly fields: readonly Field[];
  readonly options?: ExportOptions;
  readonly only?: (
    annotation: NeutralAnnotation,
  ) => Partial<NeutralAnnotation> | Partial<NeutralAnnotation>[] | null;
}

/** Formats of spans: boxes are dropped, whole videos become spans over all of them. */
const asSpan = (one: NeutralAnnotation): Partial<NeutralAnnotation> | null => {
  if (one.span) return { boxes: [] };
  const durationSeconds = videos.find(({ video }) => video === one.video)?.durationSeconds ?? 0;
  return one.boxes.length > 0 ? null : { span: { fromSeconds: 0, toSeconds: durationSeconds } };
};

/** In subtitles points in time become a millisecond long. */
function asCue(one: NeutralAnnotation): Partial<NeutralAnnotation> | null {
  const spanned = asSpan(one);
  const { fromSeconds, toSeconds } = spanned?.span ?? one.span ?? { fromSeconds: 0, toSeconds: 1 };
  if (!spanned || toSeconds > fromSeconds) return spanned;
  return { ...spanned, span: { fromSeconds, toSeconds: fromSeconds + 0.001 } };
}

const formats: Record<string, Carries> = {
  via: {
    mergesWhole: true,
    fields: ['note', 'status', 'author'],
    only: (one) => {
      if (one.span || one.boxes.length > 0) return {};
      return one.label === null ? null : { note: '', status: 'accepted', author: '' };
    },
  },
  coco: {
    fields: [],
    // Boxes come back one by one, at the time of the frame they are on.
    only: (one) =>
      one.boxes.map((box) => ({
        span: null,
        boxes: [{ ...box, atSeconds: Math.floor(box.atSeconds * 25 + 0.002) / 25 }],
      })),
  },
  kwcoco: { fields: ['note', 'status', 'author', 'band', 'track', 'confidence'] },
  cvat: {
    fields: ['note', 'status', 'author', 'band', 'track', 'confidence'],
    only: (one) => (one.boxes.length > 0 ? {} : null),
  },
  'label-studio': { fields: ['note', 'status', 'author', 'band', 'track', 'confidence'] },
  elan: { fields: ['note', 'status', 'author', 'band', 'track', 'confidence'], only: asSpan },
  audacity: { fields: ['band'], only: asSpan },
  raven: {
    fields: ['note', 'status', 'author', 'band', 'track', 'confidence'],
    only: (one) => {
      const spanned = asSpan(one);
      const note = one.note.replaceAll('\n', ' ');
      // Raven knows no range with one open end.
      const band = one.lowHz != null || one.highHz != null;
      return (
        spanned && {
          ...spanned,
          note,
          ...(band ? { lowHz: one.lowHz ?? 0, highHz: one.highHz ?? 24_000 } : {}),
        }
      );
    },
  },
  webvtt: { fields: ['note', 'track'], only: asCue },
  srt: { fields: ['note'], only: asCue },
  'losslesscut-csv': { fields: [], only: asSpan },
  'losslesscut-tsv': { fields: [], only: asSpan },
};

function expected(one: NeutralAnnotation, { fields, only }: Carries): string[] {
  const changes = (only ? only(one) : {}) ?? [];
  const bare: NeutralAnnotation = {
    video: one.video,
    label: one.label,
    span: one.span,
    boxes: one.boxes,
    note: fields.includes('note') ? one.note : '',
    status: fields.includes('status') ? one.status : 'accepted',
    author: fields.includes('author') ? one.author : '',
    track: fields.includes('track') ? (one.track ?? null) : null,
    confidence: fields.includes('confidence') ? (one.confidence ?? null) : null,
    lowHz: fields.includes('band') ? (one.lowHz ?? null) : null,
    highHz: fields.includes('band') ? (one.highHz ?? null) : null,
  };
  return [changes].flat().map((change) => comparable({ ...bare, ...change }));
}

function comparable(one: NeutralAnnotation): string {
  const { video, label, span, note, status, author, track, confidence, lowHz, highHz } = one;
  const boxes = one.boxes.map((box) =>
    [box.atSeconds, box.x0, box.y0, box.x1, box.y1].map((n) => +n.toFixed(6)),
  );
  const times = span && [span.fromSeconds, span.toSeconds].map((n) => +n.toFixed(6));
  return JSON.stringify([video, label, times, boxes, note, status, author, track, confidence, lowHz, highHz]);
}

function write(id: string, annotations: readonly NeutralAnnotation[], options: ExportOptions = {}): Export {
  return formatNamed(id, 'write').write?.({ name: 'export', videos, annotations }, options) as Export;
}

function readBack(id: string, exported: Export): NeutralAnnotation[] {
  return exported.files
    .filter(({ path }) => !path.endsWith('.config.xml'))
    .flatMap(({ path, text }) => {
      const name = path.replace(/^.*\//, '');
      return [...(formatNamed(id, 'read').read?.(textFile(name, text), library())?.annotations ?? [])];
    });
}

function checkRoundTrip(id: string, carries: Carries): void {
  fc.assert(
    fc.property(fc.array(annotation, { maxLength: 6 }), (annotations) => {
      const back = readBack(id, write(id, annotations, carries.options))
        .map(comparable)
        .sort();
      const wanted = annotations
        .flatMap((one) => expected(one, carries))
        .filter(
          (one, at, all) => !carries.mergesWhole || !one.includes(',null,[],') || all.indexOf(one) === at,
        )
        .sort();
      expect(back).toEqual(wanted);
    }),
    { seed: 6, numRuns: 150 },
  );
}

describe('what is exported and imported again', () => {
  for (const [id, carries] of Object.entries(formats)) {
    it(`is the same in ${id}, but for what it says it cannot carry`, () => checkRoundTrip(id, carries));
  }

  it('is the same in elan with a tier an author', () => {
    checkRoundTrip('elan', { ...(formats.elan as Carries), options: { elanTiers: 'author' } });
  });

  it('keeps every label of a segment in audioset, whatever is annotated', () => {
    const ids = new Map([
      ['Guitar', '/m/0342h'],
      ['Music', '/m/04rlf'],
    ]);
    const labelled = fc
      .tuple(annotation, fc.constantFrom(null, ...ids.keys()))
      .map(([one, known]) => (known ? { ...one, label: known, audioSetId: ids.get(known) as string } : one));
    const told = (one: NeutralAnnotation): string =>
      JSON.stringify([one.video, one.label, one.span, one.audioSetId ?? null]);
    fc.assert(
      fc.property(fc.array(labelled, { maxLength: 8 }), (annotations) => {
        const wanted = annotations.flatMap((one) => {
          const spanned = asSpan(one);
          // The list of labels is parted by commas.
          return spanned && one.label !== null
            ? [told({ ...one, ...spanned, label: one.label.replaceAll(',', ';') })]
            : [];
        });
        const exported = write('audioset', annotations);
        const back = readBack('audioset', exported).map(told);
        // A segment has each label once.
        expect(back.sort()).toEqual([...new Set(wanted)].sort());
        expect(exported.written).toBe(wanted.length);
      }),
      { seed: 7, numRuns: 150 },
    );
  });

  it('keeps every box of the frame nearest to the middle in vgg-ss, whatever is annotated', () => {
    const told = (label: string | null, box: NeutralAnnotation['boxes'][number]): string =>
      JSON.stringify([label, box.atSeconds, box.x0, box.y0, box.x1, box.y1]);
    fc.assert(
      fc.property(fc.array(annotation, { maxLength: 6 }), (annotations) => {
        const back = readBack('vgg-ss', write('vgg-ss', annotations));
        expect(back.every(({ span, note, status }) => !span && !note && status === 'accepted')).toBe(true);
        const boxes = annotations.flatMap((one) => one.boxes.map((box) => ({ label: one.label, box })));
        const away = (seconds: number): number => Math.abs(seconds - 5);
        const times = new Set(back.map((one) => one.boxes[0]?.atSeconds ?? Number.NaN));
        expect(times.size).toBe(boxes.length > 0 ? 1 : 0);
        for (const time of times) {
          expect(away(time)).toBe(Math.min(...boxes.map(({ box }) => away(box.atSeconds))));
          const wanted = boxes.filter(({ box }) => box.atSeconds === time);
          expect(back.flatMap((one) => one.boxes.map((box) => told(one.label, box))).sort()).toEqual(
            wanted.map(({ label, box }) => told(label, box)).sort(),
          );
        }
      }),
      { seed: 8, numRuns: 150 },
    );
  });

  it('keeps every label of a segment in audioset, with ids where labels have them', () => {
    const span = { fromSeconds: 1, toSeconds: 2.5 };
    const base = {
      video: videos[0]?.video ?? '',
      span,
      boxes: [],
      note: '',
      status: 'accepted' as const,
      author: '',
    };
    const annotations = [
      { ...base, label: 'Guitar', audioSetId: '/m/0342h' },
      { ...base, label: 'hum "of mains"' },
      { ...base, label: 'Music', audioSetId: '/m/04rlf', span: { fromSeconds: 0, toSeconds: 10 } },
    ];
    const exported = write('audioset', annotations);
    expect(exported.files[0]?.text.split('\n').slice(3, 5)).toEqual([
      'clips/band.mp4, 0.000, 10.000, "/m/04rlf"',
      'clips/band.mp4, 1.000, 2.500, "/m/0342h,hum ""of mains"""',
    ]);
    const back = readBack('audioset', exported).map(
      ({ label, audioSetId }) => `${label} ${audioSetId ?? ''}`,
    );
    expect(back.sort()).toEqual(['Guitar /m/0342h', 'Music /m/04rlf', 'hum "of mains" ']);
  });

  it('keeps the boxes of the frame nearest to the middle in vgg-ss', () => {
    const box = (atSeconds: number) => ({ atSeconds, x0: 0.25, y0: 0.25, x1: 0.5, y1: 0.75 });
    const base = {
      video: videos[0]?.video ?? '',
      span: null,
      note: '',
      status: 'accepted' as const,
      author: '',
    };
    const exported = write('vgg-ss', [
      { ...base, label: 'guitar', boxes: [box(1), box(4)] },
      { ...base, label: 'drum', boxes: [box(4)] },
    ]);
    expect(JSON.parse(exported.files[0]?.text ?? '')).toEqual([
      { file: 'clips/band', class: 'guitar', bbox: [[0.25, 0.25, 0.5, 0.75]], at: 4 },
      { file: 'clips/band', class: 'drum', bbox: [[0.25, 0.25, 0.5, 0.75]], at: 4 },
    ]);
    expect(exported.losses).toContainEqual({
      what: 'boxes away from the one frame that the format has for each video',
      count: 1,
    });
    expect(readBack('vgg-ss', exported).map(({ label }) => label)).toEqual(['guitar', 'drum']);
  });

  it('is tested for every format that can do both', () => {
    const both = interchangeFormats.filter(({ read, write: writes }) => read && writes).map(({ id }) => id);
    expect([...Object.keys(formats), 'audioset', 'vgg-ss'].sort()).toEqual(both.sort());
  });
});

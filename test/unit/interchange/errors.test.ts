import { describe, expect, it } from 'vitest';
import { EarsightError } from '../../../src-main/contract/errors.ts';
import {
  formatNamed,
  InterchangeError,
  recogniseFormat,
} from '../../../src-main/services/interchange/index.ts';
import { band, library, sample, textFile } from '../../fixtures/interchange/band.ts';

function failure(format: string, text: string): InterchangeError {
  try {
    formatNamed(format, 'read').read?.(textFile('broken', text), library(band));
  } catch (error) {
    if (error instanceof InterchangeError) return error;
    throw error;
  }
  throw new Error('It was imported.');
}

const text = (name: string): string => new TextDecoder().decode(sample(name).bytes);

/** Format, what is broken, the broken text, and the place that the error must name. */
const broken: [format: string, what: string, text: string, line: number, field: string][] = [
  ['audacity', 'a start that is no number', '1\t2\tok\nx\t2\tbad\n', 2, 'start'],
  ['audacity', 'an end before the start', '3\t2\tbad\n', 1, 'label'],
  ['audacity', 'a frequency that is no number', '1\t2\ta\n\\\tx\t9\n', 2, 'low frequency'],
  ['raven', 'a missing column', 'Selection\tBegin Time (s)\n1\t2\n', 1, 'header'],
  ['raven', 'an empty time', 'Begin Time (s)\tEnd Time (s)\n1\t2\n\t3\n', 3, 'begin time (s)'],
  ['webvtt', 'a missing header', '1\n00:01.000 --> 00:02.000\nx', 1, 'header'],
  ['webvtt', 'a broken timing', 'WEBVTT\n\n00:01.000 --> soon\nx', 3, 'cue timing'],
  [
    'srt',
    'text where a timing should be',
    '1\n00:00:01,000 --> 00:00:02,000\nx\n\n2\nnot a timing\n',
    5,
    'subtitle',
  ],
  ['losslesscut-csv', 'too few fields', '1,2,a\n3,4\n', 2, 'segment'],
  ['losslesscut-csv', 'a time that is none', '1,2,a\n3,later,b\n', 2, 'end'],
  ['losslesscut-tsv', 'a quote that never ends', '1\t2\ta\n3\t4\t"b', 2, 'record'],
  ['audioset', 'a missing list of labels', '# c\nband, 1, 2\n', 2, 'segment'],
  ['audioset', 'an end that is no number', 'band, 1, two, "/m/0342h"\n', 1, 'end_seconds'],
  [
    'vgg-ss',
    'a box of three numbers',
    '[\n {"file": "band", "class": "a",\n  "bbox": [[0, 0, 1]]}\n]',
    3,
    '[0].bbox[0]',
  ],
  ['vgg-ss', 'a comma too many', '[\n {"file": "band",}\n]', 2, 'file'],
  [
    'via',
    'a time that is text',
    text('via.json').replace('"z": [1.25, 4.5]', '"z": ["now", 4.5]'),
    61,
    'metadata.1_aaaaaaaa.z[0]',
  ],
  [
    'via',
    'a span that ends before it begins',
    text('via.json').replace('[1.25, 4.5]', '[5.25, 4.5]'),
    61,
    'metadata.1_aaaaaaaa',
  ],
  [
    'coco',
    'a category that is not listed',
    text('coco.json').replace('"category_id": 7', '"category_id": 8'),
    23,
    'annotations[1].category_id',
  ],
  [
    'coco',
    'an image that is not listed',
    text('coco.json').replace('"image_id": 11', '"image_id": 99'),
    23,
    'annotations[1].image_id',
  ],
  ['kwcoco', 'a list that is an object', '{\n "images": {}\n}', 2, 'images'],
  [
    'cvat',
    'a corner that is no number',
    text('cvat.xml').replace('xbr="198.50"', 'xbr="wide"'),
    27,
    'box.xbr',
  ],
  ['cvat', 'a track without a label', text('cvat.xml').replace(' label="guitar"', ''), 24, 'track.label'],
  ['cvat', 'a tag that is not closed', text('cvat.xml').replace('</track>', ''), 38, 'XML'],
  [
    'label-studio',
    'a start that is missing',
    text('label-studio.json').replace('"start": 26, ', ''),
    19,
    '[0].annotations[0].result[0].value.ranges[0].start',
  ],
  [
    'elan',
    'a time slot that is missing',
    text('elan.eaf').replace('TIME_SLOT_ID="ts1"', 'TIME_SLOT_ID="ts9"'),
    15,
    'ALIGNABLE_ANNOTATION.TIME_SLOT_REF1',
  ],
  [
    'elan',
    'a time slot with a fraction',
    text('elan.eaf').replace('"2500"', '"2.5"'),
    10,
    'TIME_SLOT.TIME_VALUE',
  ],
  ['elan', 'an entity of its own', text('elan.eaf').replace('&amp;', '&and;'), 16, 'ANNOTATION_VALUE'],
];

describe('a file that cannot be imported', () => {
  it.each(broken)('%s: %s is told with its line and field', (format, _, content, line, field) => {
    const error = failure(format, content);
    expect({ line: error.line, field: error.field }).toEqual({ line, field });
    expect(error.message).toMatch(new RegExp(`^line ${line}, `));
    expect(error.code).toBe('invalid-input');
  });

  it('keeps its reason across processes', () => {
    const data = EarsightError.toData(failure('audacity', 'x\ty\n'));
    expect(data).toEqual({
      code: 'invalid-input',
      field: 'start',
      message: 'line 1, start: "x" is no number',
      allowed: undefined,
    });
  });

  it('is refused as of no known format when it looks like none', () => {
    expect(() => recogniseFormat(textFile('poem.txt', 'Two roads diverged'))).toThrow(InterchangeError);
    expect(() => formatNamed('otio', 'read')).toThrow(/cannot be imported/);
    expect(() => formatNamed('word', 'write')).toThrow(/cannot be exported/);
  });

  it.each([
    ['band.csv', 'soon,2,a\n3,4,b\n', 1, 'start', 'LosslessCut CSV'],
    ['band.tsv', 'one\ttwo\n', 1, 'segment', 'LosslessCut TSV'],
    ['band.txt', '1,0 s\t2\tx\n', 1, 'start', 'Audacity labels'],
    ['band.srt', '00:00:01,000 --> 00:00:02,000\nx\n\n2\nnever\n', 4, 'subtitle', 'SubRip (SRT)'],
    ['band.vtt', 'WEBVT\n\n00:01.000 --> 00:02.000\nx\n', 1, 'header', 'WebVTT'],
    ['band.eaf', '<ANNOTATIONS>\n <TIER>\n</ANNOTATIONS>', 3, 'XML', 'ELAN EAF'],
    ['band.json', '{\n "list": [1,\n 2}}\n', 3, 'file', null],
  ])('%s of no known content names line and field as the format of its name would', (...row) => {
    const [name, content, line, field, format] = row;
    try {
      recogniseFormat(textFile(name, content));
    } catch (error) {
      expect(error).toBeInstanceOf(InterchangeError);
      expect(error).toMatchObject({ line, field });
      expect((error as Error).message).toContain(format ? `(read as ${format}` : '(the content');
      return;
    }
    throw new Error('It was recognised.');
  });

  it('is read as its name says where its content is of no known format, but can be read', () => {
    const plain = textFile('band.srt', '00:00:01,000 --> 00:00:02,000\nx\n');
    expect(recogniseFormat(plain).id).toBe('srt');
    expect(() => recogniseFormat(textFile('band.json', '{}'))).toThrow(InterchangeError);
    expect(() => recogniseFormat({ name: 'x.csv', bytes: new Uint8Array([1, 0, 2]) })).toThrow('not a text');
  });

  it('refuses ELAN documents in other units by their name', () => {
    const frames = text('elan.eaf').replace('"milliseconds"', '"PAL-frames"');
    const error = failure('elan', frames);
    expect(error).toMatchObject({ code: 'unsupported-format', line: 3, field: 'HEADER.TIME_UNITS' });
    expect(error.message).toContain('times in "PAL-frames" are not read');
    const origin = text('elan.eaf').replace('MIME_TYPE', 'TIME_ORIGIN="2 s" MIME_TYPE');
    expect(failure('elan', origin)).toMatchObject({ line: 4, field: 'MEDIA_DESCRIPTOR.TIME_ORIGIN' });
  });

  it('asks for the video where a file names none', () => {
    const read = formatNamed('srt', 'read').read;
    expect(() => read?.(textFile('unknown.srt', ''), library())).toThrow(/does not say which video/);
    expect(
      read?.(textFile('band.srt', '1\n00:00:01,000 --> 00:00:02,000\nx\n'), library()).annotations[0]?.video,
    ).toBe('clips/band.mp4');
  });
});

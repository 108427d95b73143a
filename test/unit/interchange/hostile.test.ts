import { describe, expect, it } from 'vitest';
import {
  formatNamed,
  type ImportedFile,
  InterchangeError,
} from '../../../src-main/services/interchange/index.ts';
import { band, library, textFile } from '../../fixtures/interchange/band.ts';

function read(format: string, text: string | Uint8Array): ImportedFile {
  const file = typeof text === 'string' ? textFile('hostile', text) : { name: 'hostile', bytes: text };
  return formatNamed(format, 'read').read?.(file, library(band)) as ImportedFile;
}

/** How much computing it takes, refused or not, however busy the machine; anything but an InterchangeError fails the test. */
function milliseconds(format: string, text: string): number {
  const started = process.cpuUsage();
  try {
    read(format, text);
  } catch (error) {
    if (!(error instanceof InterchangeError)) throw error;
  }
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1000;
}

const eaf = (text: string): string => `<ANNOTATION_DOCUMENT>${text}</ANNOTATION_DOCUMENT>`;

describe('files made to do harm', () => {
  it('expand no entities', () => {
    const bomb = `<?xml version="1.0"?>
<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>
<ANNOTATION_DOCUMENT>&c;</ANNOTATION_DOCUMENT>`;
    expect(() => read('elan', bomb)).toThrow('line 2, DOCTYPE: document type declarations are not read');
    const external = '<!DOCTYPE a SYSTEM "file:///etc/passwd"><annotations/>';
    expect(() => read('cvat', external)).toThrow(InterchangeError);
  });

  it('resolve predefined entities and character references once only', () => {
    const text = eaf(`<HEADER/><TIME_ORDER><TIME_SLOT TIME_SLOT_ID="t" TIME_VALUE="1"/></TIME_ORDER>
<TIER TIER_ID="x"><ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a" TIME_SLOT_REF1="t" TIME_SLOT_REF2="t">
<ANNOTATION_VALUE>&amp;lt; &#x1F3B8; <![CDATA[&amp;]]></ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION></TIER>`);
    expect(read('elan', text).annotations[0]?.label).toBe('&lt; 🎸 &amp;');
    expect(() => read('elan', eaf('<TIER TIER_ID="&#0;"/>'))).toThrow(/unknown entity/);
    expect(() => read('elan', eaf('<TIER TIER_ID="&#xd800;"/>'))).toThrow(/unknown entity/);
  });

  it('leave prototypes alone', () => {
    const via = `{"attribute": {"__proto__": {"aname": "x", "anchor_id": "FILE1_Z2_XY0", "type": 4, "options": {"__proto__": "y"}}},
      "file": {"constructor": {"fname": "band.mp4"}}, "view": {"hasOwnProperty": {"fid_list": ["constructor"]}},
      "metadata": {"__proto__": {"vid": "toString"}, "a": {"vid": "hasOwnProperty", "z": [1, 2], "av": {"__proto__": "z", "constructor": "z"}}}}`;
    expect(read('via', via).annotations[0]).toMatchObject({
      label: null,
      span: { fromSeconds: 1, toSeconds: 2 },
    });
    expect(() => read('cvat', '<annotations><__proto__ polluted="1"/></annotations>')).toThrow(
      InterchangeError,
    );
    expect({}).not.toHaveProperty('polluted');
  });

  it('are refused when nested too deep, without filling the stack', () => {
    expect(() => read('coco', '['.repeat(1_000_000))).toThrow('nested deeper than 64 levels');
    expect(() => read('coco', `{"x":${'{"a":'.repeat(200_000)}1${'}'.repeat(200_001)}`)).toThrow(
      /nested deeper/,
    );
    expect(() => read('cvat', '<a>'.repeat(100_000))).toThrow(InterchangeError);
  });

  it('are refused when larger than any real file', () => {
    const huge = { name: 'huge', bytes: new Uint8Array(128 * 2 ** 20 + 1) };
    expect(() => formatNamed('srt', 'read').read?.(huge, library(band))).toThrow(
      '134217729 bytes are too many',
    );
  });

  it('are refused when they are no text at all', () => {
    expect(() => read('srt', new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 1, 2]))).toThrow('not a text file');
  });

  it.each([
    ['webvtt', `WEBVTT\n\n00:01.000 --> 00:02.000\n${'<'.repeat(2_000_000)}`],
    ['webvtt', `WEBVTT\n\n00:01.000 --> 00:02.000\n${'<v.'.repeat(500_000)}`],
    ['webvtt', `WEBVTT\n\n${'-->'.repeat(500_000)}`],
    ['srt', `1\n00:00:01,000 --> 00:00:02,000\n${'<font '.repeat(300_000)}`],
    ['srt', `1\n00:00:01,000 --> ${' '.repeat(500_000)}x\n`],
    ['srt', `${'{\\'.repeat(500_000)}\n`],
    ['losslesscut-csv', `1,2,"${'""'.repeat(500_000)}`],
    ['losslesscut-tsv', '\t'.repeat(1_000_000)],
    ['audioset', `${'#'.repeat(1_000_000)}\n${'a,'.repeat(200_000)}`],
    ['audacity', `${'9'.repeat(1_000_000)}\t1\n`],
    ['raven', `Begin Time (s)\tEnd Time (s)${'\t'.repeat(100_000)}\n`],
    ['vgg-ss', `[${'"\\u0061",'.repeat(200_000)}1]`],
    ['cvat', `<annotations ${'b="1" '.repeat(100_000)}/>`],
    ['cvat', `<annotations>${'<![CDATA['.repeat(100_000)}</annotations>`],
    ['cvat', `<annotations>${'<!--'.repeat(100_000)}</annotations>`],
    ['elan', eaf(`<TIME_ORDER>${'<TIME_SLOT TIME_SLOT_ID="t"/>'.repeat(50_000)}</TIME_ORDER>`)],
    ['elan', eaf('&'.repeat(1_000_000))],
  ])('%s: repetition takes no more than time in proportion (%#)', (format, text) => {
    expect(milliseconds(format, text)).toBeLessThan(5000);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  constantClock,
  framesBefore,
  variableClock,
} from '../../../src-main/services/interchange/frame-clock.ts';
import { makeVideoFinder, recogniseFormat } from '../../../src-main/services/interchange/index.ts';
import { lineOfPath } from '../../../src-main/services/interchange/json-position.ts';
import { videoOfFile } from '../../../src-main/services/interchange/nameless.ts';
import { formatTimestamp, parseTimestamp } from '../../../src-main/services/interchange/time-text.ts';
import { band, eleven, library, sample, textFile, videos } from '../../fixtures/interchange/band.ts';

describe('frame numbers', () => {
  it.each([25, 24, 30, 24_000 / 1001, 30_000 / 1001, 59.94, 120, 1])(
    'come back from the times of frames at %f a second',
    (rate) => {
      const clock = constantClock(rate, 600);
      const frames = Array.from({ length: clock.frameCount }, (_, frame) => frame);
      expect(frames.filter((frame) => clock.frameAt(clock.secondsAt(frame)) !== frame)).toEqual([]);
    },
  );

  it('start at 0 and stay within the video', () => {
    const clock = constantClock(25, 10);
    expect([
      clock.frameAt(-1),
      clock.frameAt(0),
      clock.frameAt(0.0399),
      clock.frameAt(0.04),
      clock.frameAt(99),
    ]).toEqual([0, 0, 0, 1, 249]);
  });

  it('follow the frames of a video of variable rate', () => {
    const clock = variableClock(new Float64Array([0, 0.1, 0.5, 0.55]), 1);
    expect([0, 0.09, 0.1, 0.3, 0.5, 0.56, 2].map((seconds) => clock.frameAt(seconds))).toEqual([
      0, 0, 1, 1, 2, 3, 3,
    ]);
    expect(clock.secondsAt(2)).toBe(0.5);
    expect(clock.secondsAt(4)).toBe(1);
  });

  it('leave out of a span the frame that begins at its end', () => {
    const clock = constantClock(25, 10);
    expect([framesBefore(clock, 1), framesBefore(clock, 1.01), framesBefore(clock, 10)]).toEqual([
      25, 26, 250,
    ]);
  });
});

describe('timestamps', () => {
  it('come back to the millisecond', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 500 * 3_600_000 }), (milliseconds) => {
        expect(parseTimestamp(formatTimestamp(milliseconds / 1000))).toBe(milliseconds / 1000);
      }),
      { seed: 1 },
    );
  });

  it('may leave out hours and minutes, and are refused when they are none', () => {
    expect(['1:02.5', '62.5', '01:00:00,250', '1:60', 'x', '', '1:2:3:4'].map(parseTimestamp)).toEqual([
      62.5,
      62.5,
      3600.25,
      null,
      null,
      null,
      null,
    ]);
  });
});

describe('the line of a value in JSON', () => {
  it('is found through strings that look like structure', () => {
    const text = '{\n "a": "}]\\"{",\n "b": [\n  [1, 2],\n  {"c": {"d e": null}}\n ],\n "a": 3\n}';
    expect(lineOfPath(text, ['b', 1, 'c', 'd e'])).toBe(5);
    expect(lineOfPath(text, ['b', 0, 1])).toBe(4);
    expect(lineOfPath(text, ['a'])).toBe(7);
    expect(lineOfPath(text, ['b', 1, 'missing'])).toBe(5);
  });
});

describe('the video that a name means', () => {
  const fussy = { ...band, video: 'y/Füße 1.mov', absolutePath: '/v/y/Füße 1.mov' };
  const find = makeVideoFinder([
    ...videos,
    { ...band, video: 'other/band.mov', absolutePath: '/v/other/band.mov' },
    fussy,
  ]);
  it.each([
    ['clips/band.mp4', band],
    ['band.mp4', band],
    ['BAND.MP4', band],
    ['C:\\data\\clips\\band.mp4', band],
    ['file:///home/ann/clips/band.mp4', band],
    ['https://example.org/a/clips/b%61nd.mp4?token=1#t=3', band],
    ['./sounds/eleven.flac', eleven],
    ['eleven', eleven],
    ['clips/band', band],
    ['file:///elsewhere/y/F%C3%BC%C3%9Fe%201.mov', fussy],
    ['Fu\u0308ße 1', fussy],
  ])('%s is found', (name, video) => {
    expect(find(name)).toBe(video);
  });

  it.each([
    'band.Table.1.selections.txt',
    'band.mp4.Table.12.selections.txt',
    'band.selections.txt',
    'band.txt',
  ])('%s, which names none, is about the one with its name', (name) => {
    expect(videoOfFile({ name, bytes: new Uint8Array() }, library()).video).toBe('clips/band.mp4');
  });

  it('is none where two fit or nothing does', () => {
    expect(find('band')).toBeNull();
    expect(find('nothing.mp4')).toBeNull();
    expect(find('../../etc/passwd')).toBeNull();
  });
});

describe('the format of a file', () => {
  it.each([
    ['1,2,First,k:v\n', 'losslesscut-csv'],
    ['1,2,"a, ""b""",k:v,"take:2, slow",\n3,4,c\n', 'losslesscut-csv'],
    [',,\n', 'losslesscut-csv'],
    ['00:00:01.000\t\tFirst\tk:v\n', 'losslesscut-tsv'],
    ['12345678901, 1.000, 2.000, "/m/0342h,/m/04rlf"\n', 'audioset'],
  ])('%j is told by its first line', (text, id) => {
    expect(recogniseFormat(textFile('upload', text)).id).toBe(id);
  });

  it('is not LosslessCut’s where further columns are no tags', () => {
    expect(() => recogniseFormat(textFile('upload', '1,2,3,4,5\n'))).toThrow(/no format/);
  });

  it.each([
    ['audacity.txt', 'audacity'],
    ['raven.selections.txt', 'raven'],
    ['subtitles.vtt', 'webvtt'],
    ['subtitles.srt', 'srt'],
    ['losslesscut.csv', 'losslesscut-csv'],
    ['losslesscut.tsv', 'losslesscut-tsv'],
    ['audioset.csv', 'audioset'],
    ['vggss.json', 'vgg-ss'],
    ['via.json', 'via'],
    ['coco.json', 'coco'],
    ['tracks.kwcoco.json', 'kwcoco'],
    ['cvat.xml', 'cvat'],
    ['label-studio.json', 'label-studio'],
    ['elan.eaf', 'elan'],
  ])('%s is %s by its content alone', (name, id) => {
    expect(recogniseFormat({ ...sample(name), name: 'upload' }).id).toBe(id);
  });
});

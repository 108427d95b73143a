import { describe, expect, it } from 'vitest';
import { joinNames, pathBelow, readName } from '../../../src-main/services/libraries/file-names.ts';
import {
  isAmbiguous,
  kindByName,
  looksLikeMedia,
} from '../../../src-main/services/libraries/media-extensions.ts';

describe('a file name', () => {
  it('that is UTF-8 is its own text, whatever it holds', () => {
    for (const name of ['clip.mp4', 'new\nline', '🎬', '\u{feff}bom', 'e\u0301', 'back\\slash'])
      expect(readName(Buffer.from(name))).toEqual({ text: name, bytes: null });
  });

  it('that is not UTF-8 shows its odd bytes and keeps them all', () => {
    const latin = Buffer.concat([
      Buffer.from('Café – '),
      Buffer.from([0xe9, 0x74, 0xe9]),
      Buffer.from('.mp4'),
    ]);
    const name = readName(latin);
    expect(name.text).toBe('Café – \\xE9t\\xE9.mp4');
    expect(name.bytes).toEqual(latin);
  });

  it('keeps the bytes of a folder’s name for the files in it', () => {
    const folder = readName(Buffer.from([0xff]));
    const path = joinNames(folder, readName(Buffer.from('ü.mp4')));
    expect(path.text).toBe('\\xFF/ü.mp4');
    expect(path.bytes).toEqual(Buffer.concat([Buffer.from([0xff]), Buffer.from('/ü.mp4')]));
    expect(pathBelow('/v', path)).toEqual(Buffer.concat([Buffer.from('/v/'), path.bytes!]));
    expect(pathBelow('/v', { text: 'a', bytes: null })).toBe('/v/a');
  });
});

describe('a file', () => {
  it.each([
    ['a.MP4', 'video'],
    ['a.b.mkv', 'video'],
    ['a.m2ts', 'video'],
    ['a.Wav', 'audio'],
    ['a.opus', 'audio'],
    ['a.txt', null],
    ['mp4', null],
    ['.mp4', null],
  ])('named %s is taken for %s', (name, kind) => {
    expect(kindByName(name)).toBe(kind);
  });

  it('with an extension that others use too is looked into', () => {
    expect(isAmbiguous('a.ts')).toBe(true);
    expect(isAmbiguous('a.mp4')).toBe(false);
    const stream = new Uint8Array(200);
    stream[0] = 0x47;
    stream[188] = 0x47;
    const timecoded = new Uint8Array(200);
    timecoded[4] = 0x47;
    timecoded[196] = 0x47;
    expect(looksLikeMedia(stream)).toBe(true);
    expect(looksLikeMedia(timecoded)).toBe(true);
    expect(looksLikeMedia(Buffer.from('.RMF and so on'))).toBe(true);
    expect(looksLikeMedia(Buffer.from("import { Good } from './grief.ts';"))).toBe(false);
    expect(looksLikeMedia(new Uint8Array(0))).toBe(false);
  });
});

import { Encoder } from '@msgpack/msgpack';
import { describe, expect, it } from 'vitest';
import { checkMessageShape } from '../../../src-main/app/server/message-shape.ts';

const encoded = (value: unknown): Uint8Array => new Encoder({ ignoreUndefined: true }).encode(value);

/** `value` inside so many arrays. */
const nested = (levels: number): Uint8Array =>
  encoded(Array.from({ length: levels }).reduce((inner: unknown) => [inner], null));

describe('the shape of a message', () => {
  it.each([
    [
      'numbers of every length',
      [0, 127, 128, 255, 256, 65_536, 2 ** 40, -1, -33, -200, -40_000, -(2 ** 33), 0.5],
    ],
    ['texts of every length', ['', 'a', 'a'.repeat(31), 'a'.repeat(32), 'ö'.repeat(200), 'a'.repeat(70_000)]],
    ['bytes of every length', [new Uint8Array(0), new Uint8Array(300), new Uint8Array(70_000)]],
    ['lists of every length', [[], Array(15).fill(1), Array(16).fill(true), Array(70_000).fill(null)]],
    ['maps', { a: { b: [{ c: 1 }] }, ...Object.fromEntries(Array(20).entries()) }],
    ['a time, which is an extension', new Date(0)],
  ])('is sound for %s', (_, value) => {
    expect(() => checkMessageShape(encoded(value))).not.toThrow();
  });

  it('is refused beyond 64 levels, in lists as in maps', () => {
    expect(() => checkMessageShape(nested(64))).not.toThrow();
    expect(() => checkMessageShape(nested(65))).toThrow('deeper than 64 levels');
    const maps = new Uint8Array(300).map((_, index) => [0x81, 0xa1, 0x61][index % 3]!);
    expect(() => checkMessageShape(maps)).toThrow('deeper than 64 levels');
  });

  it('is refused when a few bytes claim many values, or a long text', () => {
    for (const head of [
      [0xdd, 255, 255, 255, 255],
      [0xdf, 255, 255, 255, 255],
      [0xdc, 255, 255],
    ])
      expect(() => checkMessageShape(Uint8Array.from(head))).toThrow('cut short');
    expect(() => checkMessageShape(Uint8Array.of(0xdb, 0, 0, 1, 0, 97))).toThrow('cut short');
    expect(() => checkMessageShape(Uint8Array.of(0xc5, 0))).toThrow(RangeError);
    expect(() => checkMessageShape(new Uint8Array())).toThrow('cut short');
  });
});

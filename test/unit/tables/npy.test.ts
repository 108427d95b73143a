import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readNpy, writeNpy, writeNpyStrings } from '../../../src-main/services/tables/index.ts';

/** What numpy 2.4 wrote for np.save(f, np.array([[1, 2, 3], [4, 5, 6]], '<f4')): 128 bytes of header, then data. */
const goldenHeader = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }";

describe('NPY files', () => {
  it('are byte for byte what numpy writes', () => {
    const bytes = writeNpy(new Float32Array([1, 2, 3, 4, 5, 6]), [2, 3]);
    const expected = Buffer.concat([
      Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, 118, 0]),
      Buffer.from(goldenHeader.padEnd(117)),
      Buffer.from('\n'),
      Buffer.from('0000803f000000400000404000008040' + '0000a0400000c040', 'hex'),
    ]);
    expect(Buffer.from(bytes).toString('hex')).toBe(expected.toString('hex'));
  });

  it('start their data at a multiple of 64 bytes', () => {
    const bytes = writeNpy(new Uint8Array(7), [7]);
    expect((bytes.length - 7) % 64).toBe(0);
  });

  it('write a tuple of one with its comma and a scalar as an empty tuple', () => {
    expect(Buffer.from(writeNpy(new Int32Array([1]), [1])).toString('latin1')).toContain("'shape': (1,)");
    expect(Buffer.from(writeNpy(new Int32Array([1]), [])).toString('latin1')).toContain("'shape': ()");
  });

  it.each([
    new Float32Array([1.5, -2, Number.NaN]),
    new Float64Array([Math.PI, Number.POSITIVE_INFINITY, -0]),
    new Int8Array([-128, 127, 0]),
    new Int16Array([-32768, 32767, 0]),
    new Int32Array([-(2 ** 31), 2 ** 31 - 1, 0]),
    new Uint8Array([0, 255, 7]),
    new Uint16Array([0, 65535, 7]),
    new Uint32Array([0, 2 ** 32 - 1, 7]),
    new BigInt64Array([-(2n ** 63n), 2n ** 63n - 1n, 0n]),
    new BigUint64Array([0n, 2n ** 64n - 1n, 7n]),
  ])('keep every value of %o', (data) => {
    expect(readNpy(writeNpy(data, [3, 1]))).toEqual({ data, shape: [3, 1] });
  });

  it('write a view of a larger buffer, not the whole buffer', () => {
    const whole = new Float32Array([0, 1, 2, 3]);
    expect(readNpy(writeNpy(whole.subarray(1, 3), [2]))).toEqual({
      data: new Float32Array([1, 2]),
      shape: [2],
    });
  });

  it('keep strings of any script', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme' }).filter((text) => !text.endsWith('\0'))),
        (strings) => {
          expect(readNpy(writeNpyStrings(strings))).toEqual({ strings, shape: [strings.length] });
        },
      ),
      { seed: 1 },
    );
  });

  it('refuse a shape that does not hold the data', () => {
    expect(() => writeNpy(new Float32Array(5), [2, 3])).toThrow(/does not hold 5 values/);
    expect(() => writeNpy(new Float32Array(0), [-1, 0])).toThrow(/Shape/);
  });

  it('say what is damaged instead of reading past the end', () => {
    const whole = writeNpy(new Float32Array(6), [2, 3]);
    expect(() => readNpy(whole.subarray(0, whole.length - 1))).toThrow(/data are cut short/);
    expect(() => readNpy(whole.subarray(0, 60))).toThrow(/header is cut short/);
    expect(() => readNpy(new Uint8Array(20))).toThrow(/magic/);
  });
});

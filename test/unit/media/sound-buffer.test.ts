import { describe, expect, it } from 'vitest';
import { SoundBuffer, sampleRateHz, samplesOf } from '../../../src-main/media/sound-buffer.ts';

const bytesOf = (samples: Float32Array) => new Uint8Array(samples.buffer);
/** Sample n of the file has the value n. */
const ramp = (from: number, to: number) =>
  bytesOf(Float32Array.from({ length: to - from }, (_, k) => from + k));

describe('SoundBuffer', () => {
  it('cuts a window around a time out of several pieces', () => {
    const buffer = new SoundBuffer(0, 0);
    buffer.push(ramp(0, 1000));
    buffer.push(ramp(1000, 1010));
    buffer.push(ramp(1010, 5000));
    const window = buffer.window(1000 / sampleRateHz, 200 / sampleRateHz)!;
    expect(window.length).toBe(200);
    expect(window[0]).toBe(900);
    expect(window[199]).toBe(1099);
  });

  it('pads with silence before the start and after the end', () => {
    const buffer = new SoundBuffer(0, 0);
    buffer.push(ramp(0, 30_000));
    buffer.close();
    const early = buffer.window(0.25, 1)!;
    expect(early.length).toBe(48_000);
    expect([early[11_999], early[12_000], early[12_001]]).toEqual([0, 0, 1]);
    const late = buffer.window(0.5, 1)!;
    expect([late[29_999], late[30_000]]).toEqual([29_999, 0]);
  });

  it('says when a window holds nothing of the track', () => {
    const buffer = new SoundBuffer(0, 2);
    buffer.push(ramp(0, 4 * sampleRateHz));
    buffer.close();
    expect(buffer.window(1, 1)).toBeNull();
    expect(buffer.window(1.75, 1)).not.toBeNull();
    expect(buffer.window(4.6, 1)).toBeNull();
  });

  it('knows how far it reaches, and that it reaches no farther once closed', () => {
    const buffer = new SoundBuffer(sampleRateHz, 0);
    buffer.push(ramp(0, 480));
    expect(buffer.reaches(1.01)).toBe(true);
    expect(buffer.reaches(1.02)).toBe(false);
    buffer.close();
    expect(buffer.reaches(99)).toBe(true);
  });

  it('keeps what later windows need when it forgets the rest', () => {
    const buffer = new SoundBuffer(0, 0);
    for (let first = 0; first < 96_000; first += 1000) buffer.push(ramp(first, first + 1000));
    buffer.discardBefore(1);
    expect(buffer.window(1.5, 1)![0]).toBe(48_000);
    expect(buffer.window(0.5, 1)![0]).toBe(0);
  });
});

describe('samplesOf', () => {
  it('reads pieces that lie at odd places of a larger buffer', () => {
    const whole = Buffer.concat([
      Buffer.from([9]),
      Buffer.from(bytesOf(Float32Array.of(0.25, -1))),
      Buffer.from([7]),
    ]);
    expect([...samplesOf(whole.subarray(1))]).toEqual([0.25, -1]);
  });

  it('turns what is not a number into silence', () => {
    const broken = Float32Array.of(Number.NaN, 0.5, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY);
    expect([...samplesOf(bytesOf(broken))]).toEqual([0, 0.5, 0, 0]);
  });
});

import {
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  cutSpan,
  decodeFrame,
  decodeSound,
  type EncodeVideoOptions,
  encodeVideo,
  playableInBrowser,
  proxy,
} from '../../../src-main/media/index.ts';
import { tools } from '../../fixtures/clips.ts';
import { media } from '../../fixtures/fixtures.ts';
import { codedNumber, colourAt, level, onsets, probed } from './reading.ts';

let folder: string;
const at = (name: string) => join(folder, name);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'earsight-encoding-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Frames of one colour each: their number is the red of all pixels. */
async function* plainFrames(count: number, width: number, height: number): AsyncGenerator<Uint8Array> {
  for (let index = 0; index < count; index += 1) {
    yield new Uint8Array(width * height * 3).map((_, n) => (n % 3 === 0 ? 40 + index * 8 : 0));
  }
}

describe('proxy', () => {
  it('makes what a window does not play into what it plays, on the same timeline', async () => {
    for (const [file, late] of [
      [media.mpeg2, 0],
      [media.lateSound, 0],
    ] as const) {
      const source = await probed(file);
      const shares: number[] = [];
      await proxy(await tools(), source.path, source.probe, at('proxy.mp4'), {
        onProgress: (share) => shares.push(share),
      });
      const made = await probed(at('proxy.mp4'));
      expect(playableInBrowser(made.probe)).toBe(true);
      expect(made.probe.durationSeconds).toBeCloseTo(source.probe.durationSeconds, 0);
      const original = await decodeFrame(await tools(), source.path, source.probe, 2.5);
      const copy = await decodeFrame(await tools(), made.path, made.probe, 2.5);
      expect(codedNumber(copy.pixels)).toBe(codedNumber(original.pixels) + late);
      const window = 2.3;
      const before = onsets(await decodeSound(await tools(), source.path, source.probe, window));
      expect(onsets(await decodeSound(await tools(), made.path, made.probe, window))[0]).toBeCloseTo(
        before[0]!,
        2,
      );
      expect(shares.at(-1)).toBe(1);
    }
  });

  it('stands upright in square pixels, and its index lies in front', async () => {
    const source = await probed(media.rotated);
    await proxy(await tools(), source.path, source.probe, at('proxy.mp4'));
    const { picture } = (await probed(at('proxy.mp4'))).probe;
    expect(picture).toMatchObject({ codedWidth: 64, codedHeight: 96, rotationDegrees: 0 });
    const bytes = readFileSync(at('proxy.mp4')).toString('latin1');
    expect(bytes.indexOf('moov')).toBeLessThan(bytes.indexOf('mdat'));
  });

  it('takes files of sound only', async () => {
    const source = await probed(media.coverArt);
    await proxy(await tools(), source.path, source.probe, at('proxy.mp4'));
    expect((await probed(at('proxy.mp4'))).probe).toMatchObject({
      picture: null,
      sounds: [{ codec: 'aac' }],
    });
  });

  it('leaves nothing behind when cancelled, and says where it cannot write', async () => {
    const { path, probe } = await probed(media.coded);
    const signal = AbortSignal.timeout(30);
    await expect(proxy(await tools(), path, probe, at('proxy.mp4'), { signal })).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect(readdirSync(folder)).toEqual([]);
    await expect(proxy(await tools(), path, probe, at('none/proxy.mp4'))).rejects.toMatchObject({
      code: expect.stringMatching(/invalid-input|not-found|unreadable-file/),
    });
  });
});

describe('encodeVideo', () => {
  const options = { width: 33, height: 20, framesPerSecond: 10 } satisfies EncodeVideoOptions;

  it('writes every frame in its colour, odd sides included', async () => {
    await encodeVideo(await tools(), at('out.mp4'), options, plainFrames(20, 33, 20));
    const { path, probe } = await probed(at('out.mp4'));
    expect(probe.durationSeconds).toBeCloseTo(2, 2);
    expect(probe.picture).toMatchObject({
      codec: 'h264',
      codedWidth: 34,
      codedHeight: 20,
      framesPerSecond: 10,
    });
    const { pixels } = await decodeFrame(await tools(), path, probe, 1.55);
    expect(pixels[(112 * 224 + 112) * 3]).toBeGreaterThan(40 + 15 * 8 - 12);
    expect(pixels[(112 * 224 + 112) * 3]).toBeLessThan(40 + 15 * 8 + 12);
    expect(colourAt(pixels, 0.5, 0.5)).toBe('red');
  });

  it('lays a span of a file under them, cut to their length', async () => {
    const sound = { path: media.coded, fromSeconds: 2.5, toSeconds: 9 };
    await encodeVideo(await tools(), at('out.mp4'), { ...options, sound }, plainFrames(20, 33, 20));
    const { path, probe } = await probed(at('out.mp4'));
    expect(probe.durationSeconds).toBeLessThan(2.3);
    const heard = onsets(await decodeSound(await tools(), path, probe, 1, { lengthSeconds: 2 }));
    expect(heard[0]).toBeCloseTo(0.5, 1);
    expect(heard[1]).toBeCloseTo(1.5, 1);
  });

  it('lays samples under them, and silence where they end', async () => {
    const samples = Float32Array.from({ length: 48_000 }, (_, n) => 0.5 * Math.sin(n / 10));
    const sound = { samples, sampleRateHz: 48_000 };
    await encodeVideo(await tools(), at('out.mp4'), { ...options, sound }, plainFrames(20, 33, 20));
    const { path, probe } = await probed(at('out.mp4'));
    expect(probe.durationSeconds).toBeCloseTo(2, 0);
    expect(level(await decodeSound(await tools(), path, probe, 0.5, { lengthSeconds: 0.8 }))).toBeCloseTo(
      0.35,
      1,
    );
    expect(level(await decodeSound(await tools(), path, probe, 1.6, { lengthSeconds: 0.6 }))).toBeLessThan(
      0.01,
    );
    expect(readdirSync(folder)).toEqual(['out.mp4']);
  });

  it('leaves nothing behind when the frames fail, are wrong or are none', async () => {
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield new Uint8Array(33 * 20 * 3);
      throw new Error('no more');
    }
    await expect(encodeVideo(await tools(), at('out.mp4'), options, failing())).rejects.toThrow('no more');
    await expect(
      encodeVideo(await tools(), at('out.mp4'), options, plainFrames(2, 10, 10)),
    ).rejects.toMatchObject({ code: 'invalid-input', field: 'frames' });
    await expect(
      encodeVideo(await tools(), at('out.mp4'), options, plainFrames(0, 33, 20)),
    ).rejects.toMatchObject({ field: 'frames' });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('leaves no samples behind when cancelled before it began', async () => {
    const sound = { samples: new Float32Array(1000), sampleRateHz: 48_000 };
    const signal = AbortSignal.abort();
    const options: EncodeVideoOptions = { width: 16, height: 16, framesPerSecond: 25, sound, signal };
    await expect(
      encodeVideo(await tools(), at('never.mp4'), options, plainFrames(1, 16, 16)),
    ).rejects.toMatchObject({ code: 'cancelled' });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is not led elsewhere by links that wait under the names of its working files', async () => {
    writeFileSync(at('letters.txt'), 'mine');
    for (let count = 0; count < 200; count += 1) {
      symlinkSync(at('letters.txt'), at(`.earsight-${process.pid}-${count}.part.mp4`));
    }
    const options = { width: 16, height: 16, framesPerSecond: 25 };
    await encodeVideo(await tools(), at('made.mp4'), options, plainFrames(2, 16, 16));
    expect(readFileSync(at('letters.txt'), 'utf8')).toBe('mine');
    expect(lstatSync(at('made.mp4')).isSymbolicLink()).toBe(false);
  });

  it('stops when cancelled', async () => {
    const controller = new AbortController();
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (let count = 0; ; count += 1) {
        if (count === 5) controller.abort();
        yield new Uint8Array(33 * 20 * 3);
      }
    }
    const call = encodeVideo(
      await tools(),
      at('out.mp4'),
      { ...options, signal: controller.signal },
      endless(),
    );
    await expect(call).rejects.toMatchObject({ code: 'cancelled' });
    expect(existsSync(at('out.mp4'))).toBe(false);
  });
});

describe('cutSpan', () => {
  it('copies packets from the keyframe before, and says where that is', async () => {
    const { path, probe } = await probed(media.coded);
    const span = { fromSeconds: 2.5, toSeconds: 4 };
    const result = await cutSpan(await tools(), path, probe, span, at('cut.mp4'));
    expect(result.copied).toBe(true);
    expect(result.startsAtSeconds).toBeGreaterThan(1.5);
    expect(result.startsAtSeconds).toBeLessThanOrEqual(2.5);
    const cut = await probed(at('cut.mp4'));
    const { pixels } = await decodeFrame(await tools(), cut.path, cut.probe, 0);
    expect(codedNumber(pixels)).toBe(Math.round(result.startsAtSeconds * 25));
  });

  it('encodes anew when it must be exact', async () => {
    const { path, probe } = await probed(media.coded);
    const span = { fromSeconds: 2.52, toSeconds: 4 };
    const result = await cutSpan(await tools(), path, probe, span, at('cut.mp4'), { exact: true });
    expect(result).toEqual({ copied: false, startsAtSeconds: 2.52 });
    const cut = await probed(at('cut.mp4'));
    expect(cut.probe.durationSeconds).toBeCloseTo(1.48, 1);
    const { pixels } = await decodeFrame(await tools(), cut.path, cut.probe, 0);
    expect(codedNumber(pixels)).toBe(63);
  });

  it('encodes anew where the container does not take the codecs', async () => {
    const { path, probe } = await probed(media.leftOnlyWav);
    const result = await cutSpan(await tools(), path, probe, { fromSeconds: 0, toSeconds: 1 }, at('cut.m4a'));
    expect(result.copied).toBe(false);
    expect((await probed(at('cut.m4a'))).probe.sounds).toMatchObject([{ codec: 'aac' }]);
  });

  it('names a span beyond the end, and a container that cannot hold it', async () => {
    const { path, probe } = await probed(media.coded);
    const beyond = { fromSeconds: 7, toSeconds: 8 };
    await expect(cutSpan(await tools(), path, probe, beyond, at('cut.mp4'))).rejects.toMatchObject({
      field: 'span',
    });
    const span = { fromSeconds: 1, toSeconds: 2 };
    await expect(
      cutSpan(await tools(), path, probe, span, at('cut.wav'), { exact: true }),
    ).rejects.toMatchObject({ field: 'out' });
    expect(readdirSync(folder)).toEqual([]);
  });
});

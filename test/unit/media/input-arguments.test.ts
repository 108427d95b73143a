import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  commonArguments,
  everyFrameOnce,
  fileArgument,
  inputArguments,
  pictureRunUpSeconds,
} from '../../../src-main/media/input-arguments.ts';

const valueAfter = (args: readonly string[], option: string): string | undefined =>
  args[args.indexOf(option) + 1];

describe('fileArgument', () => {
  it('makes every name an absolute path behind file:', () => {
    expect(fileArgument('-i.mp4')).toBe(`file:${resolve('-i.mp4')}`);
    expect(fileArgument('http://example.org/a.mp4')).toBe(`file:${resolve('http://example.org/a.mp4')}`);
    expect(fileArgument('pipe:0')).toBe(`file:${resolve('pipe:0')}`);
  });

  it('refuses names that no system knows', () => {
    for (const path of ['', 'a\0b']) {
      expect(() => fileArgument(path)).toThrow(
        expect.objectContaining({ code: 'invalid-input', field: 'path' }),
      );
    }
  });
});

describe('inputArguments', () => {
  it('restricts protocols and containers before the file is named', () => {
    const args = inputArguments('/a.mp4');
    expect(valueAfter(args, '-protocol_whitelist')).toBe('file,pipe');
    expect(args.indexOf('-format_whitelist')).toBeLessThan(args.indexOf('-i'));
    const allowed = valueAfter(args, '-format_whitelist')!.split(',');
    for (const name of [
      'hls',
      'applehttp',
      'dash',
      'concat',
      'image2',
      'sdp',
      'rtsp',
      'lavfi',
      'tty',
      'imf',
    ]) {
      expect(allowed).not.toContain(name);
    }
    for (const name of ['mov', 'matroska', 'avi', 'mpegts', 'wav', 'mp3']) expect(allowed).toContain(name);
  });

  it('seeks only forwards', () => {
    expect(inputArguments('/a.mp4', { seekSeconds: -3 })).not.toContain('-ss');
    expect(valueAfter(inputArguments('/a.mp4', { seekSeconds: 1.25 }), '-ss')).toBe('1.250000');
  });
});

describe('the threads of a decoder', () => {
  it('are chosen before the file is named, and by ffmpeg when left out', () => {
    const args = inputArguments('/a.mp4', { threads: 4 });
    expect(valueAfter(args, '-threads')).toBe('4');
    expect(args.indexOf('-threads')).toBeLessThan(args.indexOf('-i'));
    expect(inputArguments('/a.mp4')).not.toContain('-threads');
  });
});

describe('commonArguments', () => {
  it('keeps ffmpeg off the terminal', () => {
    expect(commonArguments('info', false)).toContain('-nostdin');
  });
});

describe('everyFrameOnce', () => {
  it('is named as each version knows it', () => {
    const tool = { path: '/ffmpeg', version: '' };
    expect(everyFrameOnce({ ...tool, libavutil: 56 })).toEqual(['-vsync', '0']);
    expect(everyFrameOnce({ ...tool, libavutil: 59 })).toEqual(['-fps_mode', 'passthrough']);
  });
});

describe('pictureRunUpSeconds', () => {
  it('begins early where a container has no index', () => {
    expect(pictureRunUpSeconds('mpegts')).toBeGreaterThan(10);
    expect(pictureRunUpSeconds('mov,mp4,m4a,3gp,3g2,mj2')).toBe(0);
  });
});

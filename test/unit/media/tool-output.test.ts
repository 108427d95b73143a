import { describe, expect, it } from 'vitest';
import {
  failureReason,
  parseEncoders,
  parseProgress,
  parseVersion,
  refusedFormat,
  unknownCodec,
} from '../../../src-main/media/tool-output.ts';

describe('parseVersion', () => {
  it('reads a build made from git, as the one of 2018 in @ffmpeg-installer', () => {
    const output = [
      'ffmpeg version N-47683-g0e8eb07980-static https://johnvansickle.com/ffmpeg/  Copyright (c) 2000-2018 the FFmpeg developers',
      'built with gcc 6.3.0 (Debian 6.3.0-18+deb9u1) 20170516',
      'libavutil      56. 24.101 / 56. 24.101',
      'libavcodec     58. 42.100 / 58. 42.100',
    ].join('\n');
    expect(parseVersion('ffmpeg', output)).toEqual({ version: 'N-47683-g0e8eb07980-static', libavutil: 56 });
  });

  it('reads a release', () => {
    const output =
      'ffmpeg version 7.0.2-static https://johnvansickle.com/ffmpeg/  Copyright (c) 2000-2024 the FFmpeg developers\nlibavutil      59.  8.100 / 59.  8.100\n';
    expect(parseVersion('ffmpeg', output)).toEqual({ version: '7.0.2-static', libavutil: 59 });
  });

  it('takes no other program for it', () => {
    expect(
      parseVersion('ffprobe', 'ffmpeg version 7.1\nlibavutil      59. 39.100 / 59. 39.100\n'),
    ).toBeNull();
    expect(parseVersion('ffmpeg', '<html>Not Found</html>')).toBeNull();
  });
});

describe('parseEncoders', () => {
  it('lists names and leaves the legend out', () => {
    const output = [
      'Encoders:',
      ' V..... = Video',
      ' A..... = Audio',
      ' ------',
      ' V....D libx264              libx264 H.264 / AVC / MPEG-4 AVC / MPEG-4 part 10 (codec h264)',
      ' VFS... mjpeg                MJPEG (Motion JPEG)',
      ' A..X.D opus                 Opus',
    ].join('\n');
    expect(parseEncoders(output)).toEqual(new Set(['libx264', 'mjpeg', 'opus']));
  });
});

describe('failureReason', () => {
  it('says in plain words what a missing index means, whichever version reports it', () => {
    const words = 'Its index is missing: it is cut off, was never finished, or is no video at all.';
    expect(
      failureReason([
        '[mov,mp4,m4a,3gp,3g2,mj2 @ 0x1caccc80] moov atom not found',
        'file:/home/a/text.mp4: Invalid data found when processing input',
      ]),
    ).toBe(words);
    expect(
      failureReason([
        '[mov,mp4,m4a,3gp,3g2,mj2 @ 0x33186e00] moov atom not found',
        '[in#0 @ 0x33186b00] Error opening input: Invalid data found when processing input',
        'Error opening input file file:/home/a/text.mp4.',
        'Error opening input files: Invalid data found when processing input',
      ]),
    ).toBe(words);
  });

  it('gives other reasons in ffmpeg words, without addresses and paths', () => {
    expect(failureReason(['file:/home/a: b.mp4: Operation not permitted'])).toBe('Operation not permitted');
    expect(failureReason(['[h264 @ 0x1b652f00] Invalid NAL unit size (19 > 1).', 'Conversion failed!'])).toBe(
      'Invalid NAL unit size (19 > 1).',
    );
  });

  it('takes no line that describes the file for the reason', () => {
    expect(failureReason(['[aac @ 0x5581] Input buffer exhausted', '    title           : A film'])).toBe(
      'Input buffer exhausted',
    );
  });

  it('says so when there is none', () => {
    expect(failureReason(['', 'Conversion failed!'])).toBe('ffmpeg could not read it and gave no reason.');
  });
});

describe('refusedFormat', () => {
  it('names the container that was not on the list', () => {
    expect(refusedFormat(["[concat @ 0x40a0de00] Format not on whitelist 'mov,matroska'"])).toBe('concat');
    expect(refusedFormat(["[hls,applehttp @ 0x4209cc80] Format not on whitelist 'mov'"])).toBe(
      'hls,applehttp',
    );
    expect(refusedFormat(['[mov @ 0x1] moov atom not found'])).toBeNull();
  });
});

describe('unknownCodec', () => {
  it('names the codec that there is no decoder for', () => {
    expect(unknownCodec(['Decoder (codec apv) not found for input stream #0:0'])).toBe('apv');
    expect(unknownCodec(['[in#0 @ 0x1] Decoder (codec none) not found for input stream #0:0'])).toBe('none');
    expect(unknownCodec(['[h264 @ 0x1] no frame!'])).toBeNull();
  });
});

describe('parseProgress', () => {
  it('reads the time written and nothing else', () => {
    expect(parseProgress('out_time=01:02:03.500000')).toBe(3723.5);
    expect(parseProgress('out_time=-00:00:00.023220')).toBe(0);
    expect(parseProgress('out_time=N/A')).toBeNull();
    expect(parseProgress('out_time_ms=3000000')).toBeNull();
    expect(parseProgress('progress=end')).toBeNull();
  });
});

import { describe, expect, it } from 'vitest';
import { parseProbe, parseRatio } from '../../../src-main/media/parse-probe.ts';

const video = {
  index: 0,
  codec_name: 'h264',
  codec_type: 'video',
  width: 1920,
  height: 1080,
  pix_fmt: 'yuv420p',
  sample_aspect_ratio: '1:1',
  r_frame_rate: '30/1',
  avg_frame_rate: '30/1',
  start_time: '1.480000',
  duration: '10.000000',
  disposition: { default: 1, attached_pic: 0 },
};
const audio = {
  index: 1,
  codec_name: 'aac',
  codec_type: 'audio',
  sample_rate: '44100',
  channels: 2,
  start_time: '1.400000',
};
const format = { format_name: 'mpegts', start_time: '1.400000', duration: '10.080000' };
const parse = (streams: object[], change: object = {}) =>
  parseProbe(JSON.stringify({ streams, format: { ...format, ...change } }));

describe('parseProbe', () => {
  it('counts times from the start of the file', () => {
    const probe = parse([video, audio]);
    expect(probe.picture?.startSeconds).toBeCloseTo(0.08, 9);
    expect(probe.picture?.endSeconds).toBeCloseTo(10.08, 9);
    expect(probe.sounds).toEqual([
      { index: 1, codec: 'aac', channels: 2, sampleRateHz: 44100, startSeconds: 0 },
    ]);
    expect(probe.durationSeconds).toBe(10.08);
  });

  it('turns the display matrix, which counts the other way round, into a clockwise turn', () => {
    const turned = (rotation: number) =>
      parse([{ ...video, side_data_list: [{ side_data_type: 'Display Matrix', rotation }] }]).picture;
    expect(turned(-90)).toMatchObject({ rotationDegrees: 90, displayWidth: 1080, displayHeight: 1920 });
    expect(turned(90)?.rotationDegrees).toBe(270);
    expect(turned(-180)).toMatchObject({ rotationDegrees: 180, displayWidth: 1920 });
    expect(turned(0)?.rotationDegrees).toBe(0);
  });

  it('reads the rotation tag of older files', () => {
    expect(parse([{ ...video, tags: { rotate: '90' } }]).picture?.rotationDegrees).toBe(90);
  });

  it('applies the pixel aspect before the turn', () => {
    const wide = { ...video, width: 720, height: 576, sample_aspect_ratio: '64:45' };
    expect(parse([wide]).picture).toMatchObject({
      displayWidth: 1024,
      displayHeight: 576,
      pixelAspect: [64, 45],
    });
    expect(parse([{ ...wide, tags: { rotate: '270' } }]).picture).toMatchObject({
      displayWidth: 576,
      displayHeight: 1024,
    });
  });

  it('takes an unknown or absurd pixel aspect for a square one', () => {
    for (const aspect of ['0:1', '1:0', '100000:1', 'N/A', undefined]) {
      expect(parse([{ ...video, sample_aspect_ratio: aspect }]).picture?.pixelAspect).toEqual([1, 1]);
    }
  });

  it('tells a variable frame rate from a constant one whose average is off by its last frame', () => {
    expect(parse([{ ...video, avg_frame_rate: '2997/100' }]).picture?.variableFrameRate).toBe(false);
    expect(parse([{ ...video, avg_frame_rate: '2100/100' }]).picture?.variableFrameRate).toBe(true);
    expect(parse([{ ...video, avg_frame_rate: '0/0' }]).picture).toMatchObject({
      framesPerSecond: 30,
      variableFrameRate: false,
    });
  });

  it('takes cover art for a state, not for a moving picture', () => {
    const cover = { ...video, codec_name: 'mjpeg', disposition: { attached_pic: 1 } };
    expect(parse([audio, cover])).toMatchObject({ picture: null, coverArt: true });
    expect(parse([audio])).toMatchObject({ picture: null, coverArt: false });
  });

  it('passes over streams that nothing can be decoded from', () => {
    const broken = { index: 0, codec_type: 'video', codec_name: 'h264', width: 0, height: 0 };
    expect(parse([broken, { ...audio, sample_rate: '0' }])).toMatchObject({ picture: null, sounds: [] });
  });

  it('says when the length is not known', () => {
    const lasting = { ...audio, duration: 'N/A' };
    expect(parse([lasting], { duration: undefined }).durationSeconds).toBeNull();
    expect(parse([{ ...audio, duration: '4.5' }], { duration: 'N/A' }).durationSeconds).toBe(4.5);
  });

  it('refuses what is not an answer of ffprobe', () => {
    for (const text of ['', 'null', '{}', '{"format":{}}', '[1']) {
      expect(() => parseProbe(text)).toThrow(expect.objectContaining({ code: 'unreadable-file' }));
    }
  });
});

describe('parseRatio', () => {
  it('gives 0 for what is not a ratio', () => {
    expect(parseRatio('30000/1001')).toBeCloseTo(29.97, 2);
    expect(parseRatio('0/0')).toBe(0);
    expect(parseRatio('N/A')).toBe(0);
    expect(parseRatio(undefined)).toBe(0);
  });
});

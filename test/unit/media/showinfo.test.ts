import { describe, expect, it } from 'vitest';
import { PresentationTimes, parseShowinfo } from '../../../src-main/media/showinfo.ts';

const line2018 =
  '[Parsed_showinfo_1 @ 0x3d0bb380] n:   2 pts:   7680 pts_time:0.5     pos:    65402 fmt:yuv420p sar:1/1 s:540x360 i:P iskey:0 type:P checksum:821AD0E5 plane_checksum:[FCBF675E BCBB3F35 5CC42A52] mean:[95 123 132 ] stdev:[52.9 7.7 3.1 ]';
const line7 =
  '[Parsed_showinfo_4 @ 0x7f3c4c004c80] n:   0 pts: 921600 pts_time:60      duration:    512 duration_time:0.0333333 fmt:rgb24 cl:unspecified sar:1/1 s:224x224 i:P iskey:1 type:I checksum:61C0A3D7 plane_checksum:[61C0A3D7] mean:[82] stdev:[60.2]';
const base = '[Parsed_showinfo_1 @ 0x3d0bb380] config in time_base: 1/15360, frame_rate: 30/1';
const frame = (number: number, pts: string) =>
  `[Parsed_showinfo_1 @ 0x3d0bb380] n:${String(number).padStart(4)} pts:${pts.padStart(7)} pts_time:0.5 fmt:rgb24`;

describe('parseShowinfo', () => {
  it('reads ticks from lines of ffmpeg 2018 and 7', () => {
    expect(parseShowinfo(line2018)).toEqual({ kind: 'frame', number: 2, ticks: 7680 });
    expect(parseShowinfo(line7)).toEqual({ kind: 'frame', number: 0, ticks: 921600 });
    expect(parseShowinfo(frame(3, 'NOPTS'))).toEqual({ kind: 'frame', number: 3, ticks: null });
    expect(parseShowinfo(frame(3, '-512'))).toEqual({ kind: 'frame', number: 3, ticks: -512 });
  });

  it('reads the time base', () => {
    expect(parseShowinfo(base)).toEqual({ kind: 'time-base', secondsPerTick: 1 / 15360 });
  });

  it('takes no other line for its own, a title of the file included', () => {
    expect(
      parseShowinfo('[Parsed_showinfo_1 @ 0x3d0bb380] config out time_base: 0/0, frame_rate: 0/0'),
    ).toBeNull();
    expect(
      parseShowinfo('[Parsed_showinfo_1 @ 0x3d17eb00] color_range:unknown color_space:bt709'),
    ).toBeNull();
    expect(parseShowinfo(`    title           : ${line2018}`)).toBeNull();
    expect(parseShowinfo('')).toBeNull();
  });
});

describe('PresentationTimes', () => {
  it('gives times exact to the tick, where the rounded ones would be off in a long recording', () => {
    const times = new PresentationTimes(30);
    times.read(base);
    const [seconds] = times.read(frame(0, String(15360 * 36000 + 512)));
    expect(seconds).toBeCloseTo(36000 + 1 / 30, 9);
  });

  it('puts a frame without a time one frame interval after the one before', () => {
    const times = new PresentationTimes(25);
    times.read(base);
    expect(times.read(frame(0, '15360'))).toEqual([1]);
    expect(times.read(frame(1, 'NOPTS'))).toEqual([1.04]);
  });

  it('makes up for a lost line, so that later times stay with their frames', () => {
    const times = new PresentationTimes(25);
    times.read(base);
    times.read(frame(0, '0'));
    expect(times.read(frame(2, '15360'))).toEqual([0.04, 1]);
  });

  it('goes on when filters start anew in the middle of a file', () => {
    const times = new PresentationTimes(25);
    times.read(base);
    times.read(frame(0, '0'));
    times.read(base);
    expect(times.read(frame(0, '15360'))).toEqual([1]);
  });
});

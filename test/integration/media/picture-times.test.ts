import { describe, expect, it } from 'vitest';
import { pictureTimes, probe } from '../../../src-main/media/index.ts';
import { parsePictureTimes } from '../../../src-main/media/picture-times.ts';
import { tools } from '../../fixtures/clips.ts';
import { media } from '../../fixtures/fixtures.ts';

async function timesOf(path: string): Promise<number[] | null> {
  const times = await pictureTimes(await tools(), path, await probe(await tools(), path));
  return times && Array.from(times);
}

describe('the times of frames', () => {
  it('are those of the grid where the rate is constant', async () => {
    const times = await timesOf(media.coded);
    expect(times).toHaveLength(150);
    expect(times?.map((time, frame) => Math.abs(time - frame / 25) < 1e-5)).not.toContain(false);
  });

  it('are the ones that the file gives where the rate varies', async () => {
    const times = await timesOf(media.variableRate);
    expect(times?.length).toBeGreaterThanOrEqual(38);
    const told = Array.from({ length: 40 }, (_, frame) => 0.02 * frame + 0.005 * frame * frame);
    // The encoder's sound begins with 23 ms of padding, which puts all pictures but the first that much later.
    for (const [frame, time] of (times ?? []).entries()) {
      expect(time - (told[frame] as number)).toBeGreaterThan(-0.001);
      expect(time - (told[frame] as number)).toBeLessThan(0.025);
    }
  });

  it('count from the start of the file, also where the picture begins later', async () => {
    expect((await timesOf(media.latePicture))?.[0]).toBeCloseTo(2, 1);
    expect((await timesOf(media.transportStream))?.[0]).toBeLessThan(0.5);
  });

  it('are none without a picture', async () => {
    expect(await timesOf(media.noPicture)).toBeNull();
  });

  it('are read from ffprobe in the order of showing, without the frames before an edit', () => {
    const lines =
      'packet,1.480000,___\npacket,1.400000,K__\npacket,1.360000,_D_\npacket,1.440000,__\nformat,1.400000\n';
    expect(parsePictureTimes(lines)).toEqual(new Float64Array([0, 0.04, 0.08]));
    expect(parsePictureTimes('packet,N/A,K__\n')).toBeNull();
    expect(parsePictureTimes('packet,1,K__\npacket,1,___\n')).toBeNull();
    expect(parsePictureTimes('')).toBeNull();
  });
});

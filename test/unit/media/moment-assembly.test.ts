import { describe, expect, it } from 'vitest';
import type { PictureTrack } from '../../../src-main/media/index.ts';
import { MomentAssembly } from '../../../src-main/media/moment-assembly.ts';
import type { MomentPlan } from '../../../src-main/media/moment-plan.ts';

const picture = { framesPerSecond: 1, endSeconds: null } as PictureTrack;
const sound = { index: 1, codec: 'aac', channels: 1, sampleRateHz: 44_100, startSeconds: 0 };
const grid = Array.from({ length: 100 }, (_, k) => k + 0.5);
const plan = (parts: Partial<MomentPlan> = {}): MomentPlan => ({
  ...{ grid, ratePerSecond: 1, frameSize: 1, candidatesOnly: false, firstSample: 0, arguments: [] },
  ...{ picture, sound },
  ...parts,
});
const frame = (second: number) => ({ atSeconds: second + 0.5, pixels: Uint8Array.of(second, 0, 0) });
const oneSecond = new Uint8Array(48_000 * 4);
/** Whether a promise is settled after everything that was due has run. */
const isSettled = async (promise: Promise<unknown>): Promise<boolean> => {
  let settled = false;
  void promise.then(() => {
    settled = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  return settled;
};

describe('MomentAssembly', () => {
  it('gives a moment when both its frame and its sound are there, whichever pipe is ahead', async () => {
    const assembly = new MomentAssembly(plan(), 4);
    for (let second = 0; second < 3; second += 1) assembly.pushFrame(frame(second));
    const first = assembly.next();
    expect(await isSettled(first)).toBe(false);
    assembly.pushSound(oneSecond);
    expect(await first).toMatchObject({ atSeconds: 0.5 });
    expect(await isSettled(assembly.next())).toBe(false);
  });

  it('has the pumps wait when enough moments wait for the consumer, and go on when one is taken', async () => {
    const assembly = new MomentAssembly(plan(), 4);
    for (let second = 0; second < 4; second += 1) {
      assembly.pushSound(oneSecond);
      assembly.pushFrame(frame(second));
    }
    const room = assembly.room();
    expect(await isSettled(room)).toBe(false);
    await assembly.next();
    expect(await isSettled(room)).toBe(true);
  });

  it('never has a pump wait while the consumer does: the other pipe may hold up the program', async () => {
    const assembly = new MomentAssembly(plan(), 4);
    for (let second = 0; second < 50; second += 1) assembly.pushFrame(frame(second));
    expect(await isSettled(assembly.room())).toBe(true);
  });

  it('ends when both pipes have ended, with what they gave', async () => {
    const assembly = new MomentAssembly(plan(), 4);
    assembly.pushFrame(frame(0));
    assembly.pushFrame(frame(1));
    assembly.pushSound(oneSecond);
    assembly.endFrames();
    assembly.endSound();
    expect(await assembly.next()).toMatchObject({ atSeconds: 0.5, sound: expect.any(Float32Array) });
    // The second moment's window begins where the sound ends.
    expect(await assembly.next()).toMatchObject({ atSeconds: 1.5, sound: null });
    expect(await assembly.next()).toBeNull();
  });

  it('gives nothing at all when both pipes end at once', async () => {
    const assembly = new MomentAssembly(plan(), 4);
    assembly.endSound();
    assembly.endFrames();
    expect(await assembly.next()).toBeNull();
  });
});

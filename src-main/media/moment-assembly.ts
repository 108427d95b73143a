import { FramePicker, type Pick, type TimedFrame } from './frame-picker.ts';
import type { MomentPlan } from './moment-plan.ts';
import { SoundBuffer } from './sound-buffer.ts';
import type { DecodedMoment } from './types.ts';

const soundSeconds = 1;

/**
 * Joins frames and sound, which come through two pipes at their own pace, into moments. Memory stays bounded: pumps ask
 * for `room` before they read on, and sound that no later moment needs is forgotten.
 */
export class MomentAssembly {
  readonly #plan: MomentPlan;
  readonly #ahead: number;
  readonly #picker: FramePicker | null;
  readonly #sound: SoundBuffer | null;
  #picks: Pick[] = [];
  #picksOver = false;
  readonly #ready: DecodedMoment[] = [];
  #wakeConsumer: (() => void) | null = null;
  #waitingPumps: (() => void)[] = [];

  /** `ahead` is how many moments may wait for the consumer. */
  constructor(plan: MomentPlan, ahead: number) {
    this.#plan = plan;
    this.#ahead = ahead;
    const { picture, sound, grid, ratePerSecond } = plan;
    this.#picker =
      picture === null
        ? null
        : new FramePicker({
            grid,
            ratePerSecond,
            framesPerSecond: picture.framesPerSecond,
            endSeconds: picture.endSeconds,
            candidatesOnly: plan.candidatesOnly,
          });
    this.#sound = sound === null ? null : new SoundBuffer(plan.firstSample, sound.startSeconds);
    if (picture === null) {
      this.#picks = grid.map((atSeconds) => ({ atSeconds, pixels: null, afterLast: false }));
      this.#picksOver = true;
    }
  }

  pushFrame(frame: TimedFrame): void {
    if (this.#picker !== null) this.#picks.push(...this.#picker.push(frame));
    if (this.stuckAt !== null) this.#picksOver = true;
    this.#settle();
  }

  endFrames(): void {
    if (this.#picker !== null) this.#picks.push(...this.#picker.end());
    this.#picksOver = true;
    this.#settle();
  }

  pushSound(bytes: Uint8Array): void {
    this.#sound?.push(bytes);
    this.#settle();
  }

  endSound(): void {
    this.#sound?.close();
    this.#settle();
  }

  /** Resolves when a pump may read on: always while the consumer has nothing to take, else up to `ahead` moments. */
  async room(): Promise<void> {
    while (this.#ready.length >= this.#ahead) {
      await new Promise<void>((resolve) => this.#waitingPumps.push(resolve));
    }
  }

  /** The next moment; null after the last one. */
  async next(): Promise<DecodedMoment | null> {
    for (;;) {
      const moment = this.#ready.shift();
      if (moment !== undefined) {
        for (const wake of this.#waitingPumps.splice(0)) wake();
        return moment;
      }
      if (this.#picksOver && this.#picks.length === 0) return null;
      await new Promise<void>((resolve) => {
        this.#wakeConsumer = resolve;
      });
      this.#wakeConsumer = null;
    }
  }

  #settle(): void {
    for (let pick = this.#picks[0]; pick !== undefined; pick = this.#picks[0]) {
      const { atSeconds } = pick;
      if (this.#sound !== null && !this.#sound.reaches(atSeconds + soundSeconds / 2)) break;
      this.#picks.shift();
      const sound = this.#sound?.window(atSeconds, soundSeconds) ?? null;
      // Frames may also come to an end because the file was cut off. Then its sound has ended too.
      const frame = pick.afterLast && sound === null ? null : pick.pixels;
      if (frame !== null || sound !== null) this.#ready.push({ atSeconds, frame, sound });
      // The next moment lies later than this one, so its window starts later too.
      this.#sound?.discardBefore(atSeconds - soundSeconds / 2);
    }
    if (this.#ready.length > 0 || (this.#picksOver && this.#picks.length === 0)) this.#wakeConsumer?.();
  }

  /** Where decoding must begin anew with all frames, see `FramePicker`; moments before it are given still. */
  get stuckAt(): number | null {
    return this.#picker?.stuckAt ?? null;
  }

  get frameBytes(): number {
    return this.#plan.frameSize ** 2 * 3;
  }
}

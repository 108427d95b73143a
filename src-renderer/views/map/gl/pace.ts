/** Slower than this from frame to frame, and movement looks like steps. */
const slowMilliseconds = 24;
/** Quicker than this, and there is time for more points. */
const quickMilliseconds = 18;
/** Movement further apart than this is not one movement. */
const restMilliseconds = 200;
/** Never fewer points than this share: the shape of the map must stay. */
const leastShare = 0.05;

/**
 * Decides how many of the points are drawn while the map moves: all of them where the machine keeps up, as with any
 * graphics card; a random part where it does not, and all again as soon as the map rests.
 */
export class Pace {
  #share = 1;
  #last = Number.NEGATIVE_INFINITY;

  /** A frame of a movement begins. @param now milliseconds @returns the share of the points to draw, 0…1 */
  frame(now: number): number {
    const passed = now - this.#last;
    this.#last = now;
    if (passed > restMilliseconds * 4) return this.#share;
    if (passed > slowMilliseconds) this.#share = Math.max(leastShare, this.#share * 0.7);
    else if (passed < quickMilliseconds) this.#share = Math.min(1, this.#share * 1.15);
    return this.#share;
  }

  /** After how long without movement all points are due, in milliseconds. */
  readonly rest = restMilliseconds;
}

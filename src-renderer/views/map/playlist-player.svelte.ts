import type { Listening } from '../../stores/listening.svelte.ts';
import type { PointMoment } from './map-points.ts';

/** Plays a list of moments one after another. */
export class PlaylistPlayer {
  /** Position in the list that is being played; null while nothing is. */
  position = $state<number | null>(null);
  readonly #listening: Listening;
  readonly #list: () => readonly PointMoment[];
  /** The sound of this position has begun: when it falls silent the next one follows. */
  #begun = false;

  constructor(listening: Listening, list: () => readonly PointMoment[]) {
    this.#listening = listening;
    this.#list = list;
  }

  toggle(): void {
    if (this.position === null) this.#go(0);
    else this.stop();
  }

  stop(): void {
    if (this.position === null) return;
    this.position = null;
    this.#listening.stop();
  }

  /** Call in an effect: follows the sound from one moment to the next. */
  follow(): void {
    const { position } = this;
    const { playing, problem } = this.#listening;
    if (position === null) return;
    const moment = this.#list()[position];
    if (!moment) this.position = null;
    else if (this.#listening.isPlaying(moment)) this.#begun = true;
    else if (playing) this.position = null;
    else if (this.#begun || problem) this.#go(position + 1);
  }

  #go(position: number): void {
    const moment = this.#list()[position];
    this.#begun = false;
    this.position = moment ? position : null;
    if (moment) this.#listening.play(moment);
  }
}

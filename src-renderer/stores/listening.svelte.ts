import { mediaPaths } from '../../src-main/contract/client.ts';
import type { SoundReference } from '../../src-main/contract/moments.ts';
import { sameSound } from './heatmap.svelte.ts';
import type { Player } from './player.svelte.ts';

/** Plays one sound at a time: the second that the networks heard, around a moment. */
export class Listening {
  current = $state.raw<SoundReference | null>(null);
  playing = $state(false);
  /** 0…1 of the sound. */
  progress = $state(0);
  problem = $state(false);
  readonly #player: Player;
  #element: HTMLAudioElement | null = null;

  constructor(player: Player) {
    this.#player = player;
  }

  /** The audio element of the page. Returns how to let go. */
  attach(element: HTMLAudioElement): () => void {
    this.#element = element;
    const stopListening = new AbortController();
    const { signal } = stopListening;
    element.addEventListener('play', () => this.#run(element), { signal });
    for (const name of ['pause', 'ended', 'error'] as const) {
      element.addEventListener(name, () => this.#stopHeard(name === 'error'), { signal });
    }
    return () => {
      stopListening.abort();
      this.#element = null;
    };
  }

  /** Plays a sound from its start; two sounds at once help nobody, so the video pauses. */
  play(reference: SoundReference): void {
    const element = this.#element;
    if (!element) return;
    this.#player.pause();
    this.current = reference;
    this.progress = 0;
    this.problem = false;
    element.src =
      'query' in reference
        ? mediaPaths.query(reference.query)
        : mediaPaths.sound(reference.video, reference.at);
    element.volume = this.#player.volume;
    element.play().catch(() => undefined);
  }

  toggle(reference: SoundReference): void {
    if (this.isPlaying(reference)) this.stop();
    else this.play(reference);
  }

  stop(): void {
    this.#element?.pause();
  }

  isPlaying(reference: SoundReference): boolean {
    return this.playing && this.current !== null && sameSound(this.current, reference);
  }

  #run(element: HTMLAudioElement): void {
    this.playing = true;
    const follow = () => {
      if (element.paused) return;
      this.progress = element.duration > 0 ? element.currentTime / element.duration : 0;
      requestAnimationFrame(follow);
    };
    requestAnimationFrame(follow);
  }

  #stopHeard(failed: boolean): void {
    this.playing = false;
    this.progress = 0;
    this.problem = failed;
  }
}

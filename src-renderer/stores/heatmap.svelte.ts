import type { Client } from '../../src-main/contract/client.ts';
import { EarsightError, type ErrorData } from '../../src-main/contract/errors.ts';
import type { Heatmap, SoundReference } from '../../src-main/contract/moments.ts';
import { LatestRequest } from '../logic/latest-request.ts';

/** Another sound to play over the frame: where it is and what to call it. */
export interface ForeignSound {
  readonly reference: SoundReference;
  readonly name: string;
  /** Where it is from, as a second line: a time, or a file's name. */
  readonly place: string;
}

/** The frame the window shows: its crop, 224×224 RGB bytes; null pixels where only the back end can decode it. */
export interface ShownFrame {
  readonly video: number;
  readonly at: number;
  readonly pixels: Uint8Array<ArrayBuffer> | null;
}

/** Takes the pixels of the frame on show at the moment of asking; null while there is none. */
export type FrameTaker = () => ShownFrame | null;

interface Question {
  readonly take: FrameTaker;
  readonly sound: SoundReference | null;
}

/** A heatmap, or why there is none. */
export class HeatmapAnswer {
  map = $state.raw<Heatmap | null>(null);
  problem = $state.raw<ErrorData | null>(null);
  video = $state(0);
  /** From asking to drawing, for the reader who wants to know. */
  milliseconds = $state(0);
  readonly #requests: LatestRequest<Question, { map: Heatmap; video: number; milliseconds: number } | null>;

  constructor(client: Client) {
    this.#requests = new LatestRequest(
      (question, signal) => askFor(client, question, signal),
      (answer) => {
        if (!answer) return;
        this.map = answer.map;
        this.video = answer.video;
        this.milliseconds = answer.milliseconds;
        this.problem = null;
      },
      (error) => {
        this.map = null;
        this.problem = EarsightError.toData(error);
      },
    );
  }

  ask(question: Question): void {
    this.#requests.submit(question);
  }

  clear(): void {
    this.#requests.cancel();
    this.map = null;
    this.problem = null;
  }
}

async function askFor(client: Client, question: Question, signal: AbortSignal) {
  const started = performance.now();
  const frame = question.take();
  if (!frame) return null;
  const map = await client.call(
    'heatmap.compute',
    {
      video: frame.video,
      at: frame.at,
      ...(frame.pixels ? { pixels: frame.pixels } : {}),
      ...(question.sound ? { sound: question.sound } : {}),
    },
    signal,
  );
  return { map, video: frame.video, milliseconds: performance.now() - started };
}

/** The heatmaps over the frame on show: for its own sound, and for another one when it is hovered or pinned. */
export class Heatmaps {
  readonly own: HeatmapAnswer;
  readonly other: HeatmapAnswer;
  visible = $state(true);
  /** The map alone instead of the map over the picture. */
  alone = $state(false);
  pinned = $state.raw<ForeignSound | null>(null);
  hovered = $state.raw<ForeignSound | null>(null);
  readonly foreign = $derived(this.hovered ?? this.pinned);
  #take: FrameTaker = () => null;

  constructor(client: Client) {
    this.own = new HeatmapAnswer(client);
    this.other = new HeatmapAnswer(client);
  }

  /** The stage says where pixels come from. */
  connect(take: FrameTaker): void {
    this.#take = take;
  }

  /** Asks for the frame on show now; called with every new frame. */
  refresh(): void {
    if (this.visible) this.own.ask({ take: this.#take, sound: null });
    if (this.foreign) this.other.ask({ take: this.#take, sound: this.foreign.reference });
  }

  hover(sound: ForeignSound | null): void {
    this.hovered = sound;
    this.#changeForeign();
  }

  pin(sound: ForeignSound | null): void {
    this.pinned = sound;
    this.hovered = null;
    this.#changeForeign();
  }

  isPinned(reference: SoundReference): boolean {
    return this.pinned !== null && sameSound(this.pinned.reference, reference);
  }

  toggleVisible(): void {
    this.visible = !this.visible;
    if (this.visible) this.refresh();
  }

  /** Another video is in the player: its maps are yet to come. */
  reset(): void {
    this.own.clear();
    this.other.clear();
  }

  #changeForeign(): void {
    if (this.foreign) this.other.ask({ take: this.#take, sound: this.foreign.reference });
    else this.other.clear();
  }
}

/** Whether two references mean the same sound. */
export function sameSound(one: SoundReference, other: SoundReference): boolean {
  if ('query' in one || 'query' in other)
    return 'query' in one && 'query' in other && one.query === other.query;
  return one.video === other.video && one.at === other.at;
}

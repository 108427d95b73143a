import type { Annotation } from '../../../src-main/contract/annotation-values.ts';
import { extentOf } from '../../../src-main/contract/boxes.ts';
import type { Client } from '../../../src-main/contract/client.ts';
import type { Heatmaps } from '../../stores/heatmap.svelte.ts';
import type { Jobs } from '../../stores/jobs.svelte.ts';
import type { Player } from '../../stores/player.svelte.ts';
import type { Toasts } from '../../stores/toasts.svelte.ts';
import { text } from '../../text/text.ts';
import { inTimeOrder } from '../logic/lanes.ts';
import { type FrameGrid, frameStartAt, snapToFrame, spanBetween } from '../logic/snapping.ts';
import { AnnotationData } from './annotation-data.svelte.ts';
import { AnnotationEdits } from './annotation-edits.ts';
import type { AnnotationMode, Draft } from './annotation-mode.ts';
import { BoxEditing } from './box-editing.svelte.ts';
import { ProposalQueue } from './queue.svelte.ts';

interface Parts {
  readonly client: Client;
  readonly player: Player;
  readonly heatmaps: Heatmaps;
  readonly jobs: Jobs;
  readonly toasts: Toasts;
}

/** The annotation mode of the player: what is chosen, what is being marked, and what one does with it. */
export class Annotating implements AnnotationMode {
  on = $state(false);
  selected = $state.raw<readonly number[]>([]);
  draft = $state.raw<Draft | null>(null);
  /** The dialog over the window, where one is open. */
  dialog = $state<'none' | 'audioset' | 'import' | 'export' | 'clips'>('none');
  /** What the pane shows: the vocabulary, or the proposals that wait. */
  tab = $state<'labels' | 'queue'>('labels');
  readonly data: AnnotationData;
  readonly edits: AnnotationEdits;
  readonly boxes: BoxEditing;
  readonly queue: ProposalQueue;
  readonly #client: Client;
  readonly #player: Player;
  readonly #toasts: Toasts;
  #awaited: { video: number; annotation: number } | null = null;
  /** The one that keys act on: the last chosen. */
  readonly chosen = $derived.by(() => this.data.get(this.selected.at(-1) ?? null));
  readonly grid = $derived.by<FrameGrid>(() => ({
    anchorSeconds: this.#player.canPlay ? this.#player.frameTime : 0,
    ...this.#player.clock,
  }));

  constructor({ client, player, heatmaps, jobs, toasts }: Parts) {
    this.#client = client;
    this.#player = player;
    this.#toasts = toasts;
    this.data = new AnnotationData(client, toasts);
    this.edits = new AnnotationEdits(client, this.data, toasts);
    this.boxes = new BoxEditing({ client, player, heatmaps, annotating: this });
    this.queue = new ProposalQueue({ client, player, jobs, toasts, annotating: this });
  }

  toggle(): void {
    this.on = !this.on;
    if (this.on) return;
    this.data.rest();
    this.deselect();
  }

  /** The player shows another video, or none. */
  show(video: number | null): void {
    if (video !== this.data.video) this.deselect();
    if (this.#awaited?.video === video) this.selected = [this.#awaited.annotation];
    this.#awaited = null;
    this.data.follow(video);
    if (video !== null) this.#player.readFrameTimes();
  }

  /** Chooses an annotation of a video that the player is about to show. */
  selectIn(video: number, annotation: number): void {
    if (video === this.data.video) this.select([annotation]);
    else this.#awaited = { video, annotation };
  }

  select(ids: readonly number[], seek = false): void {
    this.selected = ids;
    const extent = this.chosen && extentOf(this.chosen);
    if (seek && extent) this.#player.seek(extent.fromSeconds);
  }

  deselect(): void {
    this.selected = [];
    this.draft = null;
  }

  /** The time under a person's hand as the frame that is shown nearest to it. */
  snap(seconds: number): number {
    return snapToFrame(seconds, this.grid);
  }

  /** I and O: a new span starts, or ends, at the frame on show. */
  mark(edge: 'from' | 'to'): void {
    const now = this.now();
    const { draft } = this;
    if (edge === 'from') this.draft = { fromSeconds: now, toSeconds: null, labelId: null };
    else
      this.draft = {
        ...spanBetween(draft?.fromSeconds ?? 0, now),
        labelId: draft?.labelId ?? null,
      };
    this.selected = [];
  }

  /**
   * A label's key. It ends and makes the span being marked; else it names what is chosen, while the playhead is in
   * it; else it begins a span that the same key ends.
   */
  async applyLabel(labelId: number | null): Promise<void> {
    const { draft } = this;
    const now = this.now();
    if (draft) {
      const toSeconds = draft.toSeconds ?? now;
      this.draft = null;
      // The same moment twice is no span: the key was pressed again by mistake.
      if (Math.abs(toSeconds - draft.fromSeconds) < 0.5 / this.#player.rate) return;
      await this.make(draft.labelId ?? labelId, spanBetween(draft.fromSeconds, toSeconds));
      return;
    }
    if (this.boxes.ghostShown && this.selected.length === 0) return this.boxes.acceptGhost(labelId);
    if (this.selected.length > 0 && this.#isAtSelected(now)) {
      await this.edits.change(this.selected, { labelId });
      return;
    }
    this.selected = [];
    this.draft = { fromSeconds: now, toSeconds: null, labelId };
  }

  /** Makes a span with a label and chooses it. */
  async make(labelId: number | null, span: { fromSeconds: number; toSeconds: number }): Promise<void> {
    const { video } = this.#player;
    if (!video) return;
    const made = await this.edits.create(video.id, { labelId, span });
    if (made) this.select([made.id]);
  }

  /** Chooses the next or previous annotation and goes to its start. */
  step(direction: 1 | -1, extend = false): void {
    const order = inTimeOrder(this.data.items);
    const at = order.findIndex((item) => item.id === this.chosen?.id);
    const now = this.now();
    const after = (item: Annotation) => (extentOf(item)?.fromSeconds ?? 0) > now;
    // With nothing chosen the playhead says where one is.
    const fresh = direction > 0 ? order.findIndex(after) : order.findLastIndex((item) => !after(item));
    const next = order[at >= 0 ? at + direction : fresh];
    if (next) this.select(extend ? [...this.selected, next.id] : [next.id], true);
  }

  async goUnlabelled(direction: 'next' | 'previous'): Promise<void> {
    const { video } = this.#player;
    if (!video) return;
    try {
      const { atSeconds } = await this.#client.call('annotations.unlabelled', {
        video: video.id,
        fromSeconds: this.now(),
        direction,
      });
      if (atSeconds === null) this.#toasts.show(text.annotate.chosen.nothingUnlabelled);
      else this.#player.seek(atSeconds);
    } catch (error) {
      this.#toasts.report(error);
    }
  }

  trim(edge: 'fromSeconds' | 'toSeconds'): void {
    if (this.chosen) void this.edits.trim(this.chosen.id, { [edge]: this.now() });
  }

  async split(): Promise<void> {
    const extent = this.chosen && extentOf(this.chosen);
    const now = this.now();
    if (!this.chosen || !extent || now <= extent.fromSeconds || now >= extent.toSeconds)
      return void this.#toasts.show(text.annotate.chosen.cannotSplit);
    const second = await this.edits.split(this.chosen.id, now);
    if (second) this.select([second.id]);
  }

  /** Joins those chosen; with one chosen, it and the next of its label. */
  async merge(): Promise<void> {
    const { chosen } = this;
    const order = inTimeOrder(this.data.items).filter((item) => item.labelId === chosen?.labelId);
    const next = order[order.findIndex((item) => item.id === chosen?.id) + 1];
    const ids = this.selected.length > 1 ? this.selected : chosen && next ? [chosen.id, next.id] : [];
    if (ids.length < 2) return void this.#toasts.show(text.annotate.chosen.cannotMerge);
    const whole = await this.edits.merge(ids);
    if (whole) this.select([whole.id]);
  }

  async remove(): Promise<void> {
    const ids = this.selected;
    if (ids.length === 0) return;
    this.selected = [];
    await this.edits.remove(ids);
  }

  /** C and U: sets a state, or takes it back. */
  setState(status: 'checked' | 'unsure'): void {
    if (!this.chosen) return;
    const change = { status: this.chosen.status === status ? ('accepted' as const) : status };
    void this.edits.change(this.selected, change);
  }

  /** Plays the chosen span again and again, or stops doing so. */
  loop(): void {
    const extent = this.chosen && extentOf(this.chosen);
    const player = this.#player;
    if (!extent || extent.toSeconds <= extent.fromSeconds) {
      player.looping = !player.looping;
      return;
    }
    const { fromSeconds: from, toSeconds: to } = extent;
    if (player.looping && player.span?.from === from && player.span.to === to) {
      player.setSpan(null);
      player.pause();
      return;
    }
    player.setSpan({ from, to });
    player.seek(from);
    player.play();
  }

  /** Enter: what is chosen and only proposed is accepted, else the box that the heatmap proposes. */
  async accept(): Promise<void> {
    if (this.chosen?.status === 'proposed') await this.edits.accept(this.selected);
    else await this.boxes.acceptGhost();
  }

  async undo(direction: 'undo' | 'redo'): Promise<void> {
    const touched = await this.edits.step(direction);
    if (touched) this.selected = touched.filter((id) => this.data.get(id) !== null);
  }

  /**
   * The presentation time of the frame at the playhead: of the one on show, or of the one that a seek is about to
   * show. Where frames come at no fixed rate and their times are not read yet, only the one on show is known.
   */
  now(): number {
    const { video, canPlay, frameTime, time, rate } = this.#player;
    if (!video?.picture || !canPlay) return time;
    const { grid } = this;
    const isCountable = grid.times !== null || !video.picture.variableFrameRate;
    if (Math.abs(time - frameTime) > 1.5 / rate && isCountable) return frameStartAt(time, grid);
    // Browsers round the time of a frame more coarsely than its file does.
    return grid.times === null ? frameTime : snapToFrame(frameTime, grid);
  }

  #isAtSelected(now: number): boolean {
    if (this.selected.length > 1) return true;
    const extent = this.chosen && extentOf(this.chosen);
    if (!extent) return this.chosen !== null;
    const frame = 1 / this.#player.rate;
    return now >= extent.fromSeconds - frame && now <= extent.toSeconds + frame;
  }
}

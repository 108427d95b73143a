import type { Annotation } from '../../../src-main/contract/annotation-values.ts';
import { boxFromHeatmap } from '../../../src-main/contract/box-proposals.ts';
import { boxAt } from '../../../src-main/contract/boxes.ts';
import type { Client } from '../../../src-main/contract/client.ts';
import type { Box } from '../../../src-main/contract/values.ts';
import type { Heatmaps } from '../../stores/heatmap.svelte.ts';
import type { Player } from '../../stores/player.svelte.ts';
import {
  type BoxGrip,
  draggedBox,
  nextKeyTime,
  sameFrame,
  withKeyBox,
  withoutKeyBox,
} from '../logic/box-geometry.ts';
import type { AnnotationMode } from './annotation-mode.ts';
import { HeldEdit } from './held-edit.svelte.ts';

interface Means {
  readonly client: Client;
  readonly player: Player;
  readonly heatmaps: Heatmaps;
  readonly annotating: AnnotationMode;
}

/** A box of an annotation on the frame on show. */
export interface ShownBox {
  readonly annotation: Annotation;
  readonly box: Box;
  /** Whether it was set on this very frame, or lies between frames where it was. */
  readonly isKey: boolean;
}

/** A box that is drawn or moved but not saved yet. */
interface PendingBox {
  readonly annotation: number;
  readonly atSeconds: number;
  readonly box: Box;
}

/** How long a key that moves a box must rest before the box is saved: a nudge is one step of undo, not twenty. */
const restMilliseconds = 400;
/** A nudge, as a share of the picture. */
const nudgeShare = 0.005;
/** Where a box begins when it is made by key and nothing proposes a better place. */
const firstBox: Box = { x0: 0.35, y0: 0.35, x1: 0.65, y1: 0.65 };

/** Boxes on the picture: those of annotations, the one in hand, and the one that the heatmap proposes. */
export class BoxEditing {
  /** β of the proposal: 1 keeps the peak alone, 0 all that lies over the mean. */
  beta = $state(0.5);
  proposing = $state(true);
  readonly #edit = new HeldEdit<PendingBox>((pending) => this.#save(pending));
  readonly #means: Means;

  constructor(means: Means) {
    this.#means = means;
  }

  readonly shown = $derived.by<readonly ShownBox[]>(() => {
    const { player, annotating } = this.#means;
    const at = player.frameTime;
    const pending = this.#edit.value;
    return annotating.data.items.flatMap((annotation) => {
      const box =
        pending?.annotation === annotation.id ? pending.box : boxAt(annotation, at, 0.5 / player.rate);
      if (box === null) return [];
      const isKey = annotation.boxes.some((key) => sameFrame(key.atSeconds, at, player.rate));
      return [{ annotation, box, isKey: isKey || pending?.annotation === annotation.id }];
    });
  });

  /** The box that the heatmap of the frame on show proposes; null while there is none, or it has been set aside. */
  readonly ghost = $derived.by(() => {
    const { player, heatmaps, annotating } = this.#means;
    const { map, video } = heatmaps.own;
    const picture = player.video?.picture;
    if (!annotating.on || !this.proposing || !heatmaps.visible || !picture) return null;
    if (map === null || video !== player.video?.id || this.#aside === map) return null;
    if (!sameFrame(map.at, player.frameTime, player.rate)) return null;
    const proposed = boxFromHeatmap(map.values, map.columns, picture.crop, this.beta);
    return proposed && { ...proposed, map };
  });
  #aside = $state.raw<unknown>(null);

  /** A proposal is offered where no box is yet: none of the chosen annotation, or none at all. */
  readonly ghostShown = $derived.by(() => {
    const { annotating, player } = this.#means;
    if (this.ghost === null || !player.settled) return false;
    const { chosen } = annotating;
    if (chosen) return !this.shown.some(({ annotation, isKey }) => annotation.id === chosen.id && isKey);
    return !this.shown.some(({ isKey }) => isKey);
  });

  /** Sets a box on the frame on show: of the chosen annotation, else of a new one, which is then chosen. */
  async set(box: Box, labelId?: number | null): Promise<void> {
    const { player, annotating } = this.#means;
    const atSeconds = player.frameTime;
    const key = { atSeconds, ...box };
    const { chosen } = annotating;
    if (chosen && this.#reaches(chosen, atSeconds)) {
      await annotating.edits.changeBy(chosen.id, (row) => ({
        boxes: withKeyBox(row.boxes, key, player.rate),
        ...(labelId === undefined ? {} : { labelId }),
      }));
      return;
    }
    if (!player.video) return;
    const made = await annotating.edits.create(player.video.id, { labelId: labelId ?? null, boxes: [key] });
    if (made) annotating.select([made.id]);
  }

  /** Moves a box of an annotation as the hand does; saved with `settle`. */
  hold(annotation: number, box: Box): void {
    this.#edit.hold({ annotation, atSeconds: this.#means.player.frameTime, box });
  }

  /** Saves the box in hand. */
  settle(): Promise<void> {
    return this.#edit.settle();
  }

  async #save({ annotation, atSeconds, box }: PendingBox): Promise<void> {
    const { annotating, player } = this.#means;
    await annotating.edits.changeBy(annotation, (row) => ({
      boxes: withKeyBox(row.boxes, { atSeconds, ...box }, player.rate),
    }));
  }

  /** Moves or resizes the chosen annotation's box by keys. */
  nudge(grip: BoxGrip, columns: number, rows: number): void {
    const { annotating, player } = this.#means;
    const { chosen } = annotating;
    const shown = this.shown.find(({ annotation }) => annotation.id === chosen?.id);
    if (!chosen || !shown) return;
    const { x0, y0, x1, y1 } = draggedBox(shown.box, grip, columns * nudgeShare, rows * nudgeShare);
    const atSeconds = player.frameTime;
    this.#edit.holdUntilRest({ annotation: chosen.id, atSeconds, box: { x0, y0, x1, y1 } }, restMilliseconds);
  }

  /** D: a key box on this frame, where the box is now, where the heatmap proposes one, or in the middle. */
  async addKey(): Promise<void> {
    const { chosen } = this.#means.annotating;
    const now = this.shown.find(({ annotation }) => annotation.id === chosen?.id);
    const { x0, y0, x1, y1 } = now?.box ?? this.ghost?.box ?? firstBox;
    await this.set({ x0, y0, x1, y1 });
  }

  removeKey(): void {
    const { annotating, player } = this.#means;
    const { chosen } = annotating;
    if (!chosen) return;
    const left = withoutKeyBox(chosen.boxes, player.frameTime, player.rate);
    if (left.length === chosen.boxes.length) return;
    // An annotation that was this one box alone would be about the whole video without it.
    if (left.length === 0 && chosen.span === null) void annotating.remove();
    else
      void annotating.edits.changeBy(chosen.id, (row) => ({
        boxes: withoutKeyBox(row.boxes, player.frameTime, player.rate),
      }));
  }

  goToKey(direction: 1 | -1): void {
    const { annotating, player } = this.#means;
    const at = nextKeyTime(annotating.chosen?.boxes ?? [], player.frameTime, direction, player.rate);
    if (at !== null) player.seek(at);
  }

  /** Makes the proposed box one's own as it is: a key box of the chosen annotation, or an annotation of its own. */
  async acceptGhost(labelId?: number | null): Promise<void> {
    const { chosen } = this.#means.annotating;
    if (!this.ghost || !this.ghostShown) return;
    if (chosen && this.#reaches(chosen, this.#means.player.frameTime))
      await this.set(this.ghost.box, labelId);
    else await this.#decideGhost('accepted', labelId ?? null);
  }

  /** Rejects the proposal for this frame; it counts, and is not shown again here. */
  async rejectGhost(): Promise<void> {
    if (!this.ghost || !this.ghostShown) return;
    const { map } = this.ghost;
    await this.#decideGhost('rejected', null);
    this.#aside = map;
  }

  async #decideGhost(decision: 'accepted' | 'rejected', labelId: number | null): Promise<void> {
    const { client, player, annotating } = this.#means;
    const { ghost } = this;
    const { video } = player;
    if (!ghost || !video) return;
    const atSeconds = player.frameTime;
    const { draft } = annotating;
    const span =
      draft?.toSeconds == null ? null : { fromSeconds: draft.fromSeconds, toSeconds: draft.toSeconds };
    annotating.draft = null;
    const made = await annotating.edits.inTurn(async () => {
      const { box, map } = ghost;
      const row = await client.call('proposals.decideBox', {
        video: video.id,
        atSeconds,
        box,
        span,
        labelId,
        model: map.model,
        confidence: map.score,
        decision,
      });
      annotating.data.take([row]);
      return row;
    });
    if (made?.status === 'accepted') annotating.select([made.id]);
  }

  toggleProposing(): void {
    this.proposing = !this.proposing;
    if (this.proposing && !this.#means.heatmaps.visible) this.#means.heatmaps.toggleVisible();
  }

  changeBeta(by: number): void {
    this.beta = Math.round(Math.min(Math.max(this.beta + by, 0), 1) * 100) / 100;
  }

  /** Whether a key box at a time belongs to an annotation: in its span, or anywhere for one that has none. */
  #reaches({ span }: Annotation, atSeconds: number): boolean {
    if (span === null) return true;
    const frame = 1 / this.#means.player.rate;
    return atSeconds >= span.fromSeconds - frame && atSeconds <= span.toSeconds + frame;
  }
}

import { mediaPaths } from '../../../../src-main/contract/client.ts';
import { imageQueue } from '../../../logic/image-queue.ts';
import type { TimeView } from '../../../logic/time-axis.ts';

/** Columns of a tile; a tile covers a power of two of seconds, so that zooming back finds the same tiles. */
const tileColumns = 512;
const shortestTileSeconds = 0.25;
const keptTiles = 96;

/** A stretch of the spectrogram as a picture. */
export interface SpectrogramTile {
  readonly from: number;
  readonly to: number;
  readonly image: HTMLImageElement;
  /** Stops its loading. */
  readonly giveUp: () => void;
}

/** The spectrogram of one video in tiles, as fine as the zoom needs. */
export class SpectrogramSource {
  readonly #video: number;
  readonly #duration: number;
  readonly #changed: () => void;
  readonly #tiles = new Map<string, SpectrogramTile>();
  #closed = false;

  constructor(video: number, durationSeconds: number, changed: () => void) {
    this.#video = video;
    this.#duration = durationSeconds;
    this.#changed = changed;
  }

  close(): void {
    this.#closed = true;
    for (const { giveUp } of this.#tiles.values()) giveUp();
    this.#tiles.clear();
  }

  /** The tiles to paint for a view, coarse ones first, so that finer ones cover them as they come. */
  tilesFor(view: TimeView, width: number): SpectrogramTile[] {
    const wanted = ((view.to - view.from) / Math.max(width, 1)) * tileColumns;
    const length = Math.max(2 ** Math.ceil(Math.log2(wanted)), shortestTileSeconds);
    for (
      let tile = Math.floor(view.from / length);
      tile * length < Math.min(view.to, this.#duration);
      tile += 1
    ) {
      this.#want(tile * length, Math.min((tile + 1) * length, this.#duration), length);
    }
    return [...this.#tiles.values()]
      .filter(
        ({ from, to, image }) => image.complete && image.naturalWidth > 0 && from < view.to && to > view.from,
      )
      .sort((one, other) => other.to - other.from - (one.to - one.from));
  }

  #want(from: number, to: number, length: number): void {
    const key = `${length}:${from}`;
    const known = this.#tiles.get(key);
    if (known) {
      // Most recently used last: the oldest are let go first.
      this.#tiles.delete(key);
      this.#tiles.set(key, known);
      return;
    }
    if (to - from < 0.02) return;
    const image = new Image();
    image.onload = () => {
      if (!this.#closed) this.#changed();
    };
    const columns = Math.max(2, Math.round(((to - from) / length) * tileColumns));
    const giveUp = imageQueue.load(image, mediaPaths.spectrogram(this.#video, from, to, columns), 'timeline');
    this.#tiles.set(key, { from, to, image, giveUp });
    while (this.#tiles.size > keptTiles) {
      const [oldest, tile] = this.#tiles.entries().next().value!;
      tile.giveUp();
      this.#tiles.delete(oldest);
    }
  }
}

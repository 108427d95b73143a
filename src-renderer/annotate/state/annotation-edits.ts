import {
  type Annotation,
  type AnnotationChange,
  currentAnnotation,
} from '../../../src-main/contract/annotation-values.ts';
import type { Client } from '../../../src-main/contract/client.ts';
import { EarsightError } from '../../../src-main/contract/errors.ts';
import type { Toasts } from '../../stores/toasts.svelte.ts';
import { text } from '../../text/text.ts';
import type { AnnotationData } from './annotation-data.svelte.ts';

type Seen = { annotation: number; version: number };

/** The row and version that a change is made on. */
function seen({ id, version }: Annotation): Seen {
  return { annotation: id, version };
}

/**
 * Changes annotations, one change after the other, so that a quick hand's second change is made on what its first
 * one left. Each is saved with its undo record before it answers.
 */
export class AnnotationEdits {
  readonly #client: Client;
  readonly #data: AnnotationData;
  readonly #toasts: Toasts;
  #last: Promise<unknown> = Promise.resolve();

  constructor(client: Client, data: AnnotationData, toasts: Toasts) {
    this.#client = client;
    this.#data = data;
    this.#toasts = toasts;
  }

  /** Makes an annotation; null when it could not be. */
  create(video: number, change: AnnotationChange): Promise<Annotation | null> {
    return this.#inTurn(async () => {
      const made = await this.#client.call('annotations.create', { video, ...change });
      this.#data.take([made]);
      return made;
    });
  }

  /** Changes some annotations alike, as one step of the history. */
  change(ids: readonly number[], change: AnnotationChange): Promise<unknown> {
    return this.#onRows(ids, async (rows) => {
      if (rows.length === 1)
        this.#data.take([await this.#client.call('annotations.update', { ...seen(rows[0]!), change })]);
      else
        this.#data.take(await this.#client.call('annotations.updateMany', { items: rows.map(seen), change }));
    });
  }

  /** Changes one annotation by what it is when its turn comes. */
  changeBy(id: number, change: (row: Annotation) => AnnotationChange): Promise<unknown> {
    return this.#onRows([id], async ([row]) => {
      this.#data.take([
        await this.#client.call('annotations.update', { ...seen(row!), change: change(row!) }),
      ]);
    });
  }

  trim(id: number, ends: { fromSeconds?: number; toSeconds?: number }): Promise<unknown> {
    return this.#onRows([id], async ([row]) => {
      this.#data.take([await this.#client.call('annotations.trim', { ...seen(row!), ...ends })]);
    });
  }

  /** Cuts one in two; gives the second half. */
  split(id: number, atSeconds: number): Promise<Annotation | null> {
    return this.#onRows([id], async ([row]) => {
      const { first, second } = await this.#client.call('annotations.split', { ...seen(row!), atSeconds });
      this.#data.take([first, second]);
      return second;
    });
  }

  /** Joins annotations of one label; gives the one that is left. */
  merge(ids: readonly number[]): Promise<Annotation | null> {
    return this.#onRows(ids, async (rows) => {
      if (rows.length < 2) return null;
      const whole = await this.#client.call('annotations.merge', { items: rows.map(seen) });
      this.#data.drop(ids.filter((id) => id !== whole.id));
      this.#data.take([whole]);
      return whole;
    });
  }

  /** Removes what a person made and rejects what was only proposed. */
  remove(ids: readonly number[]): Promise<unknown> {
    return this.#onRows(ids, async (rows) => {
      const proposed = rows.filter((row) => row.status === 'proposed');
      const own = rows.filter((row) => row.status !== 'proposed');
      if (proposed.length > 0)
        this.#data.take(
          (await this.#client.call('proposals.reject', { items: proposed.map(seen) })).annotations,
        );
      if (own.length > 0)
        this.#data.drop((await this.#client.call('annotations.remove', { items: own.map(seen) })).removed);
    });
  }

  accept(ids: readonly number[]): Promise<unknown> {
    return this.#onRows(ids, async (rows) => {
      const items = rows.filter((row) => row.status === 'proposed').map(seen);
      if (items.length === 0) return;
      this.#data.take((await this.#client.call('proposals.accept', { items })).annotations);
    });
  }

  /** Takes the library's latest change back, or makes it again; gives what it touched in this video. */
  step(direction: 'undo' | 'redo'): Promise<readonly number[] | null> {
    return this.#inTurn(async () => {
      const done = await this.#client.call(
        direction === 'undo' ? 'annotations.undo' : 'annotations.redo',
        {},
      );
      const words = text.annotate;
      if (done.title === null) {
        this.#toasts.show(direction === 'undo' ? words.nothingToUndo : words.nothingToRedo);
        return null;
      }
      const said = direction === 'undo' ? words.undone(done.title) : words.redone(done.title);
      const elsewhere = done.videos.length > 0 && !done.videos.includes(this.#data.video ?? -1);
      this.#toasts.show(elsewhere ? `${said}. ${words.elsewhere}` : said);
      this.#data.depth = done.depth;
      this.#data.drop(done.removed);
      this.#data.take(done.annotations);
      return done.annotations.map(({ id }) => id);
    });
  }

  /** Any other call that changes annotations, in turn with the rest. */
  inTurn<Result>(work: () => Promise<Result>): Promise<Result | null> {
    return this.#inTurn(work);
  }

  #onRows<Result>(
    ids: readonly number[],
    work: (rows: readonly Annotation[]) => Promise<Result>,
  ): Promise<Result | null> {
    return this.#inTurn(async () => {
      const rows = ids.map((id) => this.#data.get(id)).filter((row) => row !== null);
      return rows.length === 0 ? null : work(rows);
    });
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result | null> {
    const turn = this.#last.then(work).catch((error: unknown) => this.#fail(error));
    this.#last = turn;
    return turn;
  }

  /** After a conflict the row is shown as it is now, so that nothing of either window is lost. */
  #fail(error: unknown): null {
    const data = EarsightError.toData(error);
    if (data.code !== 'conflict' || data.field !== 'version') {
      this.#toasts.report(error);
      return null;
    }
    const row = currentAnnotation(data);
    if (row) this.#data.take([row]);
    this.#toasts.show(row ? text.annotate.conflict : text.annotate.conflictRemoved, { tone: 'danger' });
    this.#data.reload();
    return null;
  }
}

import { userInfo } from 'node:os';
import type { Annotation, EditResult, EditStep, Store } from '../../store/index.ts';
import type { Emit, OpenLibrary } from '../session/session.ts';
import { withConflicts } from './conflicts.ts';

/** What the handlers of labels and annotations share: the library, edits that tell every window, and who edits. */
export interface Editor {
  store(): Store;
  /** The name of the user's account, where a call names no author. */
  readonly me: string;
  /**
   * Makes an edit and tells the windows.
   * @throws EarsightError `conflict` with the row as it is now; otherwise as `history.edit`
   */
  edit(title: string, author: string | undefined, steps: readonly EditStep[]): EditResult;
  /** Tells the windows what an edit, undo or redo changed. */
  tell(result: EditResult): void;
}

/** An editor of the library that is open. */
export function makeEditor(library: () => OpenLibrary, emit: Emit, me = accountName()): Editor {
  const store = (): Store => library().store;
  const tell = (result: EditResult): void =>
    emit('annotations-changed', {
      videos: result.videoIds,
      labels: result.labels.length + result.removedLabels.length > 0,
      depth: store().history.depth(),
    });
  return {
    store,
    me,
    tell,
    edit(title, author, steps) {
      const result = withConflicts(() => store().history.edit({ title, author: author ?? me, steps }));
      tell(result);
      return result;
    },
  };
}

/** Annotations by id, in the order asked for. */
export function inOrder(result: EditResult, ids: readonly number[]): Annotation[] {
  const byId = new Map(result.annotations.map((annotation) => [annotation.id, annotation]));
  return ids.map((id) => byId.get(id)!);
}

/** The name of the user's account, who edits where a call does not say. */
export function accountName(): string {
  try {
    return userInfo().username || 'someone';
  } catch {
    // A container may run under a number that has no account.
    return 'someone';
  }
}

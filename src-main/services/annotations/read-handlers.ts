import type { Handlers } from '../../contract/contract.ts';
import { EarsightError } from '../../contract/errors.ts';
import type { EditStep } from '../../store/index.ts';
import type { Editor } from './editor.ts';
import { accuracyOf, statisticsOf } from './statistics.ts';
import { gapsOf, nextGap } from './unlabelled.ts';

export type ReadHandlers = Pick<
  Handlers,
  | 'annotations.list'
  | 'annotations.get'
  | 'annotations.authors'
  | 'annotations.history'
  | 'annotations.unlabelled'
  | 'annotations.statistics'
>;

/** The methods that only look. */
export function readHandlers(editor: Editor): ReadHandlers {
  return {
    'annotations.list': ({ video, labels, ...rest }) => {
      const query = { ...rest, videoId: video, labelIds: labels };
      return editor.store().annotations.list(query);
    },
    'annotations.get': ({ annotation }) => editor.store().annotations.get(annotation),
    'annotations.authors': () => ({ me: editor.me, authors: editor.store().annotations.authors() }),
    'annotations.history': ({ limit }) => {
      const { history } = editor.store();
      return { ...history.depth(), entries: history.entries(limit) };
    },
    'annotations.unlabelled': ({ video: videoId, fromSeconds, direction }) => {
      const { videos, annotations } = editor.store();
      const { durationSeconds } = videos.get(videoId);
      const { items } = annotations.list({ videoId, statuses: ['accepted', 'checked', 'unsure'] });
      return { atSeconds: nextGap(gapsOf(items, durationSeconds), fromSeconds, direction) };
    },
    'annotations.statistics': () => statisticsOf(editor.store()),
  };
}

/** What becomes of proposals: accepted or rejected, many at once, counted. */
export function proposalHandlers(editor: Editor): Pick<Handlers, 'proposals.accept' | 'proposals.reject'> {
  const decide = (
    title: string,
    author: string | undefined,
    items: readonly { annotation: number; version: number }[],
    change: Extract<EditStep, { kind: 'update-annotation' }>['change'],
  ) => {
    const steps = items.map(({ annotation: id, version }): EditStep => {
      if (editor.store().annotations.get(id).proposal === null)
        throw new EarsightError('invalid-input', `The annotation ${id} was not proposed.`, {
          field: 'items',
          allowed: 'proposals',
        });
      return { kind: 'update-annotation', id, version, change };
    });
    const { annotations } = editor.edit(title, author, steps);
    return { annotations, accuracy: accuracyOf(editor.store().annotations.proposals()) };
  };
  return {
    'proposals.accept': ({ items, labelId, author }) =>
      decide(`Accept ${counted(items.length)}`, author, items, {
        status: 'accepted',
        ...(labelId === undefined ? {} : { labelId }),
      }),
    'proposals.reject': ({ items, author }) =>
      decide(`Reject ${counted(items.length)}`, author, items, { status: 'rejected' }),
  };
}

function counted(proposals: number): string {
  return proposals === 1 ? 'a proposal' : `${proposals} proposals`;
}

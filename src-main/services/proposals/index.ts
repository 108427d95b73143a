import type { Handlers } from '../../contract/contract.ts';
import { EarsightError } from '../../contract/errors.ts';
import type { Proposed, proposalMakingMethods } from '../../contract/proposals.ts';
import type { EditStep, Store } from '../../store/index.ts';
import { makeEditor } from '../annotations/editor.ts';
import type { ServiceContext } from '../context.ts';
import type { ShelvedModel } from '../models/model-shelf.ts';
import type { Workbench } from '../workbench.ts';
import { correspondenceSpans } from './correspondence-spans.ts';
import { labelledExamples } from './labelled-examples.ts';
import { neighbourLabels } from './neighbour-labels.ts';
import { mostProposals } from './proposal-steps.ts';
import { recurringSounds } from './recurring-sounds.ts';

/** The methods by which the networks propose annotations. */
export function proposalMakingHandlers(
  context: ServiceContext,
  { indices }: Workbench,
): Pick<Handlers, keyof typeof proposalMakingMethods> {
  const editor = makeEditor(() => context.session.current(), context.emit);
  const retrieval = () => context.models.open(context.settings.read().retrievalModel);

  /** Makes all of them as one step, or nothing when there are none. */
  function propose(
    title: string,
    author: string | undefined,
    { info }: ShelvedModel,
    steps: readonly EditStep[],
  ): Proposed {
    const kept = steps.slice(0, mostProposals);
    const videos = kept.length === 0 ? [] : editor.edit(title, author, kept).videoIds;
    return { proposals: kept.length, videos: videos.length, model: info.name, untrained: info.untrained };
  }

  return {
    'proposals.spans': async ({ videos, author, ...options }, signal) => {
      const shelved = await retrieval();
      const store = editor.store();
      const steps: EditStep[] = [];
      for (const video of videos ?? indexedVideos(store)) {
        signal.throwIfAborted();
        steps.push(...(await correspondenceSpans(store, shelved, video, options)));
        await rest();
      }
      return propose('Propose spans', author, shelved, steps);
    },
    'proposals.labels': async ({ videos, author, ...options }, signal) => {
      const shelved = await retrieval();
      const store = editor.store();
      const examples = await labelledExamples(store, shelved.info.hash);
      try {
        if (examples.count === 0)
          throw new EarsightError('invalid-input', 'There is nothing labelled yet to learn from.', {
            allowed: 'a library with some labelled spans in indexed videos',
          });
        const steps: EditStep[] = [];
        for (const video of videos ?? indexedVideos(store)) {
          signal.throwIfAborted();
          steps.push(...(await neighbourLabels(store, shelved, examples, video, { ...options, signal })));
          await rest();
        }
        return propose('Propose labels', author, shelved, steps);
      } finally {
        await examples.release();
      }
    },
    'proposals.recurring': async ({ annotation, videos, author, ...options }) => {
      const shelved = await retrieval();
      const store = editor.store();
      const example = store.annotations.get(annotation);
      const index = await indices.get(store, shelved.info.hash, 'sound');
      const steps = await recurringSounds(store, shelved, index, example, {
        ...options,
        videos: videos === undefined ? null : new Set(videos),
      });
      return propose('Propose recurring sounds', author, shelved, steps);
    },
    'proposals.decideBox': ({
      video,
      atSeconds,
      box,
      span,
      labelId,
      model,
      confidence,
      decision,
      author,
    }) => {
      editor.store().videos.get(video);
      const proposal = { method: 'heatmap-box', model, labelId, confidence };
      const content = {
        videoId: video,
        labelId,
        span,
        boxes: [{ atSeconds, ...box }],
        lowHz: null,
        highHz: null,
        note: '',
        status: decision,
        proposal,
        track: null,
      };
      const title = decision === 'accepted' ? 'Accept a proposed box' : 'Reject a proposed box';
      return editor.edit(title, author, [{ kind: 'create-annotation', content }]).annotations[0]!;
    },
  };
}

function indexedVideos(store: Store): number[] {
  return store.videos.list({ filter: 'indexed' }).items.map(({ id }) => id);
}

/** Lets other calls in: reading a video's vectors keeps the thread. */
function rest(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

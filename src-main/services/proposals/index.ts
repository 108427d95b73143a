import type { Handlers } from '../../contract/contract.ts';
import type { Proposed, proposalMakingMethods } from '../../contract/proposals.ts';
import type { EditStep } from '../../store/index.ts';
import { makeEditor } from '../annotations/editor.ts';
import type { ServiceContext } from '../context.ts';
import type { ShelvedModel } from '../models/model-shelf.ts';
import type { Workbench } from '../workbench.ts';
import { type ProposalRequest, proposalRequest, proposalTitle, runProposals } from './proposal-job.ts';
import { mostProposals } from './proposal-steps.ts';
import { recurringSounds } from './recurring-sounds.ts';

type WithoutModel<Request> = Request extends { model: string } ? Omit<Request, 'model'> : never;

/** The methods by which the networks propose annotations. */
export function proposalMakingHandlers(
  context: ServiceContext,
  { indices }: Workbench,
): Pick<Handlers, keyof typeof proposalMakingMethods> {
  const editor = makeEditor(() => context.session.current(), context.emit);
  const retrieval = () => context.models.open(context.settings.read().retrievalModel);

  context.jobs.define('propose', {
    request: proposalRequest,
    title: proposalTitle,
    isBrief: true,
    run: (request, control) => runProposals(context, editor, request, control),
  });
  const start = (request: WithoutModel<ProposalRequest>) => {
    const { name } = context.models.info(context.settings.read().retrievalModel);
    return { job: context.jobs.start('propose', { author: editor.me, ...request, model: name }).id };
  };

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
    'proposals.spans': (request) => start({ kind: 'spans', ...request }),
    'proposals.labels': (request) => start({ kind: 'labels', ...request }),
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

import type { Handlers } from '../../contract/contract.ts';
import type { proposalMakingMethods } from '../../contract/proposals.ts';
import { makeEditor } from '../annotations/editor.ts';
import type { ServiceContext } from '../context.ts';
import { type ProposalRequest, proposalRequest, proposalTitle, runProposals } from './proposal-job.ts';

type WithoutModel<Request> = Request extends { model: string } ? Omit<Request, 'model'> : never;

/** The methods by which the networks propose annotations. */
export function proposalMakingHandlers(
  context: ServiceContext,
): Pick<Handlers, keyof typeof proposalMakingMethods> {
  const editor = makeEditor(() => context.session.current(), context.emit);

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

  return {
    'proposals.spans': (request) => start({ kind: 'spans', ...request }),
    'proposals.labels': (request) => start({ kind: 'labels', ...request }),
    'proposals.recurring': (request) => {
      // Said at once rather than by a job that fails.
      editor.store().annotations.get(request.annotation);
      return start({ kind: 'recurring', ...request });
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

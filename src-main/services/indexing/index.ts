import { z } from 'zod';
import type { Handlers } from '../../contract/contract.ts';
import { EarsightError } from '../../contract/errors.ts';
import { id } from '../../contract/values.ts';
import type { ServiceContext } from '../context.ts';
import { indexLibrary } from './index-library.ts';
import { indexingAlone } from './one-at-a-time.ts';

/** What an index job is asked for, as it is kept in the library. */
const indexRequest = z.object({
  sources: z.array(id).optional(),
  model: z.string(),
  ratePerSecond: z.number().min(0.01).max(25),
  retry: z.boolean().optional(),
  /** The model becomes the retrieval model of the settings once the library is indexed with it. */
  adopt: z.boolean().default(false),
});

/** `index.start`, and how an index job is done. */
export function indexingHandlers(context: ServiceContext): Partial<Handlers> {
  context.jobs.define('index', {
    request: indexRequest,
    title: () => 'Index videos',
    run: async (request, control) => {
      const { result } = await indexingAlone(context.session.current(), control, () =>
        context.models.use(request.model, () => indexLibrary(context, request, control)),
      );
      if (request.adopt) {
        const next = context.settings.change({ retrievalModel: request.model });
        context.emit('settings-changed', next);
      }
      return result;
    },
  });
  return {
    'index.start': (request) => ({ job: startIndexing(context, request) }),
  };
}

/**
 * Queues an index job and gives its id. The model is the settings' retrieval model when none is named; with `adopt`
 * it becomes that once the job is done, and until then the old embeddings answer.
 */
export function startIndexing(
  context: ServiceContext,
  request: {
    sources?: number[] | undefined;
    model?: string | undefined;
    ratePerSecond: number;
    retry?: boolean | undefined;
    adopt?: boolean;
  },
): string {
  const model = request.model ?? context.settings.read().retrievalModel;
  // A misspelt name fails here, where the caller sees it, and not later in the queue.
  const { network } = context.models.info(model);
  if (network === 'ave-mf' || network === 'ave-of') {
    throw new EarsightError(
      'unsupported-format',
      `A library cannot be indexed with ${network}: it sees many frames a moment.`,
      {
        field: 'model',
        allowed: 'a model of the networks ave, avol or l3, or a pair of foreign encoders',
      },
    );
  }
  return context.jobs.start('index', { ...request, model }).id;
}

/**
 * Drops index jobs that a killed process left behind and that a new one over these sources does again anyway:
 * what is indexed is skipped, so nothing is lost. Jobs of living processes, and of other sources, stay.
 */
export function dropAbandonedIndexing(context: ServiceContext, sources: readonly number[] | undefined): void {
  const { jobs } = context.session.current().store;
  jobs.recover();
  for (const job of jobs.list({ states: ['queued'], kinds: ['index'] })) {
    const request = indexRequest.safeParse(job.request);
    const covered =
      sources === undefined ||
      (request.data?.sources ?? [null]).every((id) => id !== null && sources.includes(id));
    // Another `index` may have queued it a moment ago.
    if (jobs.isHeld(job.id)) continue;
    // One that hands the window over to another model does more than the new one will.
    if (covered && !request.data?.adopt) jobs.update(job.id, { state: 'cancelled' });
  }
}

import { z } from 'zod';
import type { Handlers } from '../../contract/contract.ts';
import { id } from '../../contract/values.ts';
import type { ServiceContext } from '../context.ts';
import { indexLibrary } from './index-library.ts';

/** What an index job is asked for, as it is kept in the library. */
const indexRequest = z.object({
  sources: z.array(id).optional(),
  model: z.string(),
  ratePerSecond: z.number().min(0.01).max(25),
});

/** `index.start`, and how an index job is done. */
export function indexingHandlers(context: ServiceContext): Partial<Handlers> {
  context.jobs.define('index', {
    request: indexRequest,
    title: () => 'Index videos',
    run: async (request, control) => (await indexLibrary(context, request, control)).result,
  });
  return {
    'index.start': ({ sources, model, ratePerSecond }) => {
      const name = model ?? context.settings.read().retrievalModel;
      // A misspelt name fails here, where the caller sees it, and not later in the queue.
      context.models.info(name);
      return { job: context.jobs.start('index', { sources, model: name, ratePerSecond }).id };
    },
  };
}

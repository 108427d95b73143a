import { z } from 'zod';
import type { Handlers } from '../../contract/contract.ts';
import { EarsightError } from '../../contract/errors.ts';
import type { ServiceContext } from '../context.ts';
import { computeMap } from './compute-map.ts';
import { exportPlaylist } from './export-playlist.ts';
import { labelPoints } from './label-points.ts';
import { libraryMapOf } from './read-map.ts';

/**
 * Points that UMAP itself lays out; beyond them a library's points are placed beside the fitted ones. Twice as many
 * take twice as long, and the picture hardly changes.
 */
const fittedPoints = 4000;

/** What a map job is asked for, as it is kept in the library. */
const mapRequest = z.object({
  model: z.string(),
  seed: z.int().min(0),
  fittedPoints: z.int().min(10).default(fittedPoints),
});

/** `map.*`, and how a map job is done. */
export function mapHandlers(context: ServiceContext): Partial<Handlers> {
  context.jobs.define('map', {
    request: mapRequest,
    title: ({ model }) => `Map of the library (${model})`,
    run: (request, control) => computeMap(context, request, control),
  });
  const library = () => context.session.current();
  const info = (model: string | undefined) =>
    context.models.info(model ?? context.settings.read().retrievalModel);
  const waiting = (model: string): string | null => {
    const { jobs } = library().store;
    const underWay = jobs.list({ states: ['queued', 'running', 'paused'], kinds: ['map'] });
    return underWay.find(({ request }) => mapRequest.safeParse(request).data?.model === model)?.id ?? null;
  };
  return {
    'map.start': ({ model, seed }) => {
      const { name, hash } = info(model);
      if (
        library()
          .store.embeddings.models()
          .every((stored) => stored.hash !== hash)
      ) {
        throw new EarsightError('not-found', 'Nothing is indexed with this model yet.', { field: 'model' });
      }
      const wanted = model ?? name;
      return { job: waiting(wanted) ?? context.jobs.start('map', { model: wanted, seed }).id };
    },
    'map.points': ({ model }) => {
      const described = info(model);
      const { embeddings } = library().store;
      const stored = embeddings.models().find(({ hash }) => hash === described.hash);
      return {
        map: libraryMapOf(library(), described),
        moments: stored?.vectors ?? 0,
        job: waiting(model ?? described.name),
      };
    },
    'map.labels': ({ videos, at }) => {
      if (videos.length % 4 !== 0 || at.length !== videos.length * 2) {
        throw new EarsightError('invalid-input', 'The videos and the times are not of the same moments.', {
          field: 'at',
          allowed: 'eight bytes of `at` for every four of `videos`',
        });
      }
      const labels = labelPoints(
        library().store,
        new Int32Array(aligned(videos)),
        new Float64Array(aligned(at)),
      );
      return { labels: new Uint8Array(new Uint8Array(labels.buffer)) };
    },
    'map.export': async ({ format, moments }) => ({
      file: await exportPlaylist(library(), format, moments),
    }),
  };
}

/** The bytes in a buffer of their own: in a message an array need not begin at a multiple of its entries' size. */
function aligned(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}

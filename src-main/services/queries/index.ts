import type { Handlers } from '../../contract/contract.ts';
import type { Modality } from '../../contract/moments.ts';
import type { ServiceContext } from '../context.ts';
import { checkTime, fileOfVideo } from '../moments/index.ts';
import type { Workbench } from '../workbench.ts';
import { vectorOfMoment, vectorOfOutside } from './anchor-vector.ts';
import { correspondenceOfVideo } from './correspondence.ts';
import { findNeighbours } from './find-neighbours.ts';

export { vectorOfFile, vectorOfMoment, vectorOfOutside } from './anchor-vector.ts';
export { findNeighbours } from './find-neighbours.ts';
export { makeOutsideQueries, type OutsideQueries, type OutsideQuery } from './outside-queries.ts';
export { makeVectorIndices, type VectorIndices } from './vector-index.ts';

/** `neighbours.find`, `queries.create` and `videos.correspondence`. */
export function queryHandlers(context: ServiceContext, workbench: Workbench): Partial<Handlers> {
  const { reader, outside, indices } = workbench;
  const retrievalModel = (name: string | undefined): string => name ?? context.settings.read().retrievalModel;
  return {
    'neighbours.find': (input, signal) =>
      context.models.use(retrievalModel(input.model), async (shelved) => {
        const { store } = context.session.current();
        const { anchor } = input;
        const vector =
          'query' in anchor
            ? await vectorOfOutside(shelved, outside.get(anchor.query), input.from)
            : await vectorOfMoment(
                context,
                shelved,
                reader,
                { ...anchor, modality: input.from, file: () => checkedFile(context, anchor, signal) },
                signal,
              );
        const modality: Modality = input.to === 'frames' ? 'frame' : 'sound';
        const index = await indices.get(store, shelved.info.hash, modality);
        const neighbours = await findNeighbours(store, index, {
          vector,
          top: input.top,
          withoutVideo: input.notFromThisVideo && 'video' in anchor ? anchor.video : undefined,
        });
        return { model: shelved.info.name, untrained: shelved.info.untrained, neighbours };
      }),
    'queries.create': async ({ name, data }, signal) => {
      const query = await outside.add(name, data, { signal });
      return { query: query.id, modality: query.modality, durationSeconds: query.durationSeconds };
    },
    'videos.correspondence': ({ video }) =>
      context.models.use(retrievalModel(undefined), async (shelved) => {
        const { store } = context.session.current();
        store.videos.get(video);
        return correspondenceOfVideo(store, shelved, video);
      }),
  };
}

async function checkedFile(
  context: ServiceContext,
  moment: { video: number; at: number },
  signal: AbortSignal,
) {
  const file = await fileOfVideo(context, moment.video, signal);
  checkTime(file, moment.at);
  return file;
}

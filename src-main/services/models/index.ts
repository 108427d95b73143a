import type { Handlers } from '../../contract/contract.ts';
import type { ServiceContext } from '../context.ts';

export { type EmbeddingModel, frameBytes, frameSide, soundSamples } from './embedding-model.ts';
export { describeModel, hashOf, readManifest, weightsFile } from './model-folder.ts';
export type { ModelShelf, ShelvedModel } from './model-shelf.ts';

/** `models.list` and `models.info`. */
export function modelHandlers(context: ServiceContext): Partial<Handlers> {
  return {
    'models.list': () => context.models.list(),
    'models.info': ({ model }) => context.models.info(model),
  };
}

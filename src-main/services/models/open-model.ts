import type { Settings } from '../../contract/models.ts';
import { loadTensorFlow, onnxRuntime, type Provider, type Runtime } from '../../engine/index.ts';
import {
  type LoadedModel,
  type Manifest,
  openExternalModel,
  openModel,
  readSafetensors,
} from '../../networks/index.ts';
import { chooseProvider } from '../devices/devices.ts';
import type { EmbeddingModel } from './embedding-model.ts';
import { readWeightFiles } from './model-folder.ts';
import { type UntrainedModel, untrainedWeights } from './untrained-models.ts';

/** What the user wants models to run on. */
export type DeviceChoice = Pick<Settings, 'runtime' | 'device'>;

/** The runtime of a choice. Throws `engine-failed` for a device that does not compute rightly, `missing-program`. */
export async function runtimeOf(choice: DeviceChoice, homeFolder?: string): Promise<Runtime> {
  if (choice.runtime === 'tensorflow') return loadTensorFlow();
  return onnxRuntime(await chooseProvider(choice.device, homeFolder));
}

/** Makes the weights of an untrained model and opens it. The same name gives the same on every machine. */
export function openUntrained(model: UntrainedModel, runtime: Runtime): EmbeddingModel {
  return asEmbeddingModel(openModel({ ...untrainedWeights(model), runtime }));
}

/** Opens the model in a folder; its files are checked against the hash of its manifest. */
export async function openFolderModel(
  folder: string,
  manifest: Manifest,
  runtime: Runtime,
): Promise<EmbeddingModel> {
  const files = readWeightFiles(folder, manifest);
  if (manifest.network === 'external') return openPair(manifest, files, runtime);
  const { weights } = readSafetensors(files[0]!);
  return asEmbeddingModel(openModel({ manifest, weights, runtime }));
}

/** The files lie in the order of `weightFiles`: image first, where there is one. */
function openPair(manifest: Manifest, files: Uint8Array[], runtime: Runtime): Promise<EmbeddingModel> {
  const left = [...files];
  const image = manifest.external?.image ? left.shift()! : null;
  const sound = manifest.external?.sound ? left.shift()! : null;
  const provider = runtime.name === 'onnxruntime' ? (runtime.provider as Provider) : 'cpu';
  return openExternalModel({ manifest, image, sound, provider });
}

/**
 * One of the paper's networks as services see it. AVOL-Net gives a vector for each of its 196 cells; the
 * vector of the whole frame, for indexing, is their mean: its scalar product with a sound's vector is the
 * mean of the map.
 */
export function asEmbeddingModel(model: LoadedModel): EmbeddingModel {
  const common = {
    provider: model.provider,
    sees: true,
    hears: true,
    framesPerMoment: model.framesPerMoment,
    embedSounds: model.embedSounds,
    release: () => model.release(),
  };
  if (!model.heatmap) {
    return {
      ...common,
      embedFrames: (rgb, count) => model.embedFrames(rgb, count),
      correspondence: (frames, sounds, count) => model.correspondence(frames, sounds, count),
    };
  }
  return {
    ...common,
    embedFrames: async (rgb, count) =>
      meanOfCells(await model.embedFrames(rgb, count), count, model.soundSize),
    // A grid of one cell: the mean.
    correspondence: (frames, sounds, count) => model.correspondence(frames, sounds, count),
    frameGrid: (rgb, count) => model.embedFrames(rgb, count),
    heatmap: model.heatmap,
  };
}

/** [count, cells, size] → [count, size]. */
function meanOfCells(grids: Float32Array, count: number, size: number): Float32Array {
  const cells = grids.length / count / size;
  const means = new Float32Array(count * size);
  for (let item = 0; item < count; item++) {
    for (let cell = 0; cell < cells; cell++) {
      const from = (item * cells + cell) * size;
      for (let index = 0; index < size; index++) means[item * size + index]! += grids[from + index]! / cells;
    }
  }
  return means;
}

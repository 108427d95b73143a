import { closeGraph, type Graph, op, type Tensor } from '../engine/index.ts';
import { BINS, COLUMNS } from './inputs/log-spectrogram.ts';
import { TrainingLayers } from './layers.ts';
import { type NetworkName, networkOf, type VisionInputs } from './networks.ts';
import { initialWeights } from './weights/initialise.ts';
import { ModelError, type Weight, type WeightDeclaration, type WeightMap } from './weights/weight.ts';

/** Side of the picture that every network sees, in pixels. */
export const IMAGE_SIZE = 224;

/** Placeholder inputs of a network's vision half, normalised, for a batch. */
export function visionInputs(network: NetworkName, batch: number, size = IMAGE_SIZE): VisionInputs {
  const image =
    network === 'ave-mf'
      ? op.input('image', [batch, 3, 25, size, size])
      : op.input('image', [batch, 3, size, size]);
  return network === 'ave-of' ? { image, flow: op.input('flow', [batch, 20, size, size]) } : { image };
}

/** Every weight of a network at a width, in the order of its layers. */
export function declareWeights(network: NetworkName, width: number): readonly WeightDeclaration[] {
  return describeNetwork(network, width).declarations;
}

/** A network's training layers and graph at batch 1, to declare weights and check sizes with. */
export function describeNetwork(
  network: NetworkName,
  width: number,
): { declarations: readonly WeightDeclaration[]; graph: Graph; vision: Tensor; audio: Tensor } {
  const layers = new TrainingLayers();
  const definition = networkOf(network);
  const vision = definition.vision(layers, visionInputs(network, 1), width);
  const audio = definition.audio(layers, op.input('spectrogram', [1, 1, BINS, COLUMNS]), width);
  const logit = definition.fuse(layers, vision, audio);
  return { declarations: layers.declarations, graph: closeGraph({ logit }), vision, audio };
}

/** Seeded starting weights of a network: what an untrained model has. */
export function randomWeights(network: NetworkName, width: number, seed: number): WeightMap {
  return initialWeights(declareWeights(network, width), seed);
}

/**
 * The weights a network needs, checked for presence and shape; others are left out.
 * Throws `ModelError` naming the weight, the shape it has and the shape it must have.
 */
export function requireWeights(network: NetworkName, width: number, weights: WeightMap): WeightMap {
  const checked = new Map<string, Weight>();
  for (const { name, shape } of declareWeights(network, width)) {
    const weight = weights.get(name);
    if (!weight)
      throw new ModelError(`the weight "${name}" is missing for ${network} at width ${width}`, name);
    if (weight.shape.join() !== shape.join()) {
      throw new ModelError(
        `the weight "${name}" is [${weight.shape.join(', ')}]; ${network} at width ${width} needs [${shape.join(', ')}]`,
        name,
      );
    }
    checked.set(name, weight);
  }
  return checked;
}

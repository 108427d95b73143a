/** The paper's networks: graphs, weights, model manifests and models ready to answer. */
export { declareWeights, describeNetwork, IMAGE_SIZE, randomWeights, requireWeights } from './declare.ts';
export { type CellScores, scoreCells } from './heatmap.ts';
export { GRID } from './inference-graphs.ts';
export { defaultImageNormalisation } from './inputs/image.ts';
export { defaultSpectrogramNormalisation, SAMPLE_RATE_HZ, SOUND_SAMPLES } from './inputs/log-spectrogram.ts';
export { type Manifest, manifestSchema, parseManifest } from './manifest.ts';
export { EMBEDDING_SIZE, type NetworkName, networkNames, networkOf } from './networks.ts';
export { type LoadedModel, openModel } from './open-model.ts';
export { readSafetensors, writeSafetensors } from './weights/safetensors.ts';
export { ModelError, type Weight, type WeightMap } from './weights/weight.ts';

/** The paper's networks: graphs, weights, model manifests and models ready to answer. */
export { declareWeights, describeNetwork, IMAGE_SIZE, randomWeights, requireWeights } from './declare.ts';
export { type ExternalModel, openExternalModel } from './external-model.ts';
export { FLOW_FRAMES, type FlowPreparer, flowPreparer } from './flow/flow-input.ts';
export { type OpticalFlow, opticalFlow } from './flow/optical-flow.ts';
export { type CellScores, scoreCells } from './heatmap.ts';
export { GRID } from './inference-graphs.ts';
export { defaultImageNormalisation, type ImageNormalisation, normaliseImage } from './inputs/image.ts';
export {
  BINS,
  defaultSpectrogramNormalisation,
  HOP,
  logSpectrogram,
  SAMPLE_RATE_HZ,
  SOUND_SAMPLES,
  type SpectralChange,
  type SpectrogramNormalisation,
} from './inputs/log-spectrogram.ts';
export { InferenceLayers, type Layers, TrainingLayers } from './layers.ts';
export { type Manifest, manifestSchema, parseManifest } from './manifest.ts';
export { EMBEDDING_SIZE, type NetworkName, networkNames, networkOf } from './networks.ts';
export { type LoadedModel, openModel } from './open-model.ts';
export { foldBatchNorm } from './weights/fold.ts';
export { initialWeights } from './weights/initialise.ts';
export { readSafetensors, writeSafetensors } from './weights/safetensors.ts';
export { importStateDict, ownName } from './weights/state-dict.ts';
export { ModelError, type Weight, type WeightDeclaration, type WeightMap } from './weights/weight.ts';

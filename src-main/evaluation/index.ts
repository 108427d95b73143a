/** How well a model matches pictures and sounds: AVC accuracy, retrieval, localisation, CCA, labels and ontology. */
export { type AvcResult, avcAccuracy, negativePartners } from './avc.ts';
export { type Alignment, type CcaOptions, learnAlignment, normaliseRows, type VectorTable } from './cca.ts';
export { EvaluationError } from './evaluation-error.ts';
export type { GridBox, HeatmapGrid } from './heatmap-grid.ts';
export { matchVideo, readLabels, type VideoLabels } from './labels.ts';
export {
  type AreaProtocol,
  type FalsePositives,
  type LocalisationCase,
  type LocalisationResult,
  peakInBox,
  scoreFalsePositives,
  scoreLocalisation,
} from './localisation.ts';
export { chooseOtherSounds, type MatchingResult, scoreMatching } from './matching.ts';
export { chanceNdcg, type Gain, ndcg, ndcgDepth } from './ndcg.ts';
export { highestRelevance, type Ontology, readOntology } from './ontology.ts';
export {
  type Direction,
  directions,
  type QueryResult,
  type RetrievalResult,
  type RetrievalSet,
  scoreRetrieval,
} from './retrieval.ts';

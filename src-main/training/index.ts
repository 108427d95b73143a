/** Training: pair sampling, augmentation, the trainer and its checkpoints. */
export { rootMeanSquare } from './augmentation/sound.ts';
export { ClipFileError, type ClipHeader, openClip, writeClip } from './dataset/clip-file.ts';
export { type ClipSet, openClipSet } from './dataset/clip-set.ts';
export { splitByVideo, type TrainingClip, type TrainingSet } from './dataset/training-set.ts';
export { type Pair, pairSampler, type Sampler, TooFewVideos } from './pairs/sampler.ts';
export { type CurvePoint, optionsOfRun, type RunState, readCheckpoint } from './trainer/checkpoint.ts';
export { type TrainOptions, trainOptionsSchema } from './trainer/options.ts';
export type { TrainProgress, TrainRequest, TrainResult } from './trainer/request.ts';
export { RequestRefused } from './trainer/request-refused.ts';
export { requireSameRun } from './trainer/same-run.ts';
export { train } from './trainer/train.ts';
export { type LastGood, TrainingStopped } from './trainer/training-stopped.ts';

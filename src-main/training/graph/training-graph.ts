import { closeGraph, type Graph, gradientsOf, op, type Tensor } from '../../engine/index.ts';
import {
  BINS,
  HOP,
  type ImageNormalisation,
  logSpectrogram,
  type NetworkName,
  networkOf,
  normaliseImage,
  type SpectralChange,
  type SpectrogramNormalisation,
  TrainingLayers,
  type WeightDeclaration,
} from '../../networks/index.ts';
import { agreementLoss, balancedLogisticLoss, contrastiveLoss, logisticLoss } from './losses.ts';
import { pairwiseScores } from './pairwise.ts';

/** What is learnt from a batch: the paper's yes/no task, or finding one's own among all of the batch. */
export type Objective = 'avc' | 'contrastive';

/** What a training graph is built for. */
export interface TrainingGraphOptions {
  readonly network: NetworkName;
  readonly width: number;
  /** Pairs in one run. */
  readonly batch: number;
  /** Side of the pictures, in pixels; 224 as published, less for a quicker start (the ConvNets take any). */
  readonly imageSize: number;
  readonly objective: Objective;
  /** Samples of sound at 48 kHz: 48,000 as published, 24,000 for a quicker start. */
  readonly samples: number;
  /** Consecutive moments of one video in a contrastive batch. */
  readonly perVideo: number;
  /** Share of the balanced logistic loss in a contrastive run, which keeps fc3 and conv7 calibrated. */
  readonly calibration: number;
  /** Share of the agreement within each half, between moments of one video, in a contrastive run. */
  readonly agreement: number;
  /** True when the inputs `filter` and `gate` vary the spectrograms. */
  readonly spectral: boolean;
  readonly image: ImageNormalisation;
  readonly sound: SpectrogramNormalisation;
}

/** A training graph with what the trainer needs to know of its weights. */
export interface TrainingGraph {
  /**
   * Inputs `frames` uint8 [b, s, s, 3] (AVE+MF [b, 25, s, s, 3]), `flow` for AVE+OF, `samples` [b, samples],
   * `labels` [b] for AVC,
   * `filter` [b, 1, 257] and `gate` [b, columns, 1] with `spectral`. Outputs `loss` [], `logit` [b] (AVC) or [b, b] (contrastive), `gradient.NAME`
   * for every learnt weight, `mean.NAME` and `variance.NAME` for every batch norm.
   */
  readonly graph: Graph;
  readonly declarations: readonly WeightDeclaration[];
  /** Batch norms by name, with the number of values behind each statistic. */
  readonly statistics: readonly { readonly name: string; readonly count: number }[];
}

/** Builds forward pass, loss and gradients of a network as one graph. */
export function trainingGraph(options: TrainingGraphOptions): TrainingGraph {
  const layers = new TrainingLayers();
  const network = networkOf(options.network);
  const { batch, imageSize } = options;
  const clip = options.network === 'ave-mf' ? [25] : [];
  const bytes = op.input('frames', [batch, ...clip, imageSize, imageSize, 3], 'uint8');
  const flow =
    options.network === 'ave-of' ? { flow: op.input('flow', [batch, 20, imageSize, imageSize]) } : {};
  const image = normaliseImage(bytes, options.image);
  const vision = network.vision(layers, { image, ...flow }, options.width);
  const spectrogram = logSpectrogram(
    op.input('samples', [batch, options.samples]),
    options.sound,
    options.spectral ? spectralInputs(batch, options.samples) : undefined,
  );
  const audio = network.audio(layers, spectrogram, options.width);
  const { loss, logit } = objective(options, layers, vision, audio);
  const learnt = [...layers.parameters.entries()];
  const gradients = gradientsOf(
    loss,
    learnt.map(([, tensor]) => tensor),
  );
  const outputs: Record<string, Tensor> = { loss, logit };
  learnt.forEach(([name], index) => {
    outputs[`gradient.${name}`] = gradients[index]!;
  });
  for (const { name, mean, variance } of layers.statistics) {
    outputs[`mean.${name}`] = mean;
    outputs[`variance.${name}`] = variance;
  }
  return {
    graph: closeGraph(outputs),
    declarations: layers.declarations,
    statistics: layers.statistics.map(({ name, count }) => ({ name, count })),
  };
}

function spectralInputs(batch: number, samples: number): SpectralChange {
  return { filter: op.input('filter', [batch, 1, BINS]), gate: op.input('gate', [batch, samples / HOP, 1]) };
}

function objective(
  options: TrainingGraphOptions,
  layers: TrainingLayers,
  vision: Tensor,
  audio: Tensor,
): { loss: Tensor; logit: Tensor } {
  if (options.objective === 'avc') {
    const logit = networkOf(options.network).fuse(layers, vision, audio);
    return { loss: logisticLoss(logit, op.input('labels', [options.batch])), logit };
  }
  const { similarity, odds } = pairwiseScores(options.network, layers, vision, audio);
  const { perVideo, calibration, agreement } = options;
  let loss = contrastiveLoss(similarity, perVideo);
  if (calibration > 0) loss = op.add(loss, op.multiply(balancedLogisticLoss(odds, perVideo), calibration));
  if (agreement > 0 && perVideo > 1) {
    // AVOL-Net has no one vector of its picture that could agree.
    const halves = options.network === 'avol' ? [audio] : [audio, vision];
    for (const vectors of halves)
      loss = op.add(loss, op.multiply(agreementLoss(vectors, perVideo), agreement));
  }
  return { loss, logit: odds };
}

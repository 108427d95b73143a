import { type Executable, type Graph, type Runtime, sizeOf, type Weights } from '../engine/index.ts';
import { IMAGE_SIZE, requireWeights } from './declare.ts';
import { type FlowPreparer, flowPreparer } from './flow/flow-input.ts';
import { type CellScores, logistic, scoreCells } from './heatmap.ts';
import { frameGraph, fusionGraph, soundGraph } from './inference-graphs.ts';
import { SOUND_SAMPLES } from './inputs/log-spectrogram.ts';
import type { Manifest } from './manifest.ts';
import { type NetworkName, networkOf } from './networks.ts';
import { foldBatchNorm } from './weights/fold.ts';
import { ModelError, type WeightMap } from './weights/weight.ts';

/** A model ready to answer. Vectors are row-major; n is the number of items in a call. */
export interface LoadedModel {
  readonly manifest: Manifest;
  /** True for seeded random weights: its answers mean nothing and every output says so. */
  readonly untrained: boolean;
  /** What it runs on, e.g. `cpu`. */
  readonly provider: string;
  /** Components of a frame's vector (AVOL-Net: 14·14·128, the grid) and of a sound's. */
  readonly frameSize: number;
  readonly soundSize: number;
  /** Frames of one moment, 0.04 s apart: 1, 25 for AVE+MF, 11 for AVE+OF. */
  readonly framesPerMoment: number;
  /**
   * @param rgb [n, 224, 224, 3] uint8; AVE+MF [n, 25, 224, 224, 3], AVE+OF [n, 11, 224, 224, 3].
   * @returns [n, frameSize]; of Euclidean length 1 for AVE-Net and its kin.
   */
  embedFrames(rgb: Uint8Array, n: number): Promise<Float32Array>;
  /** @param samples [n, 48000] float32 mono at 48 kHz, −1…1. @returns [n, soundSize]. */
  embedSounds(samples: Float32Array, n: number): Promise<Float32Array>;
  /** Probability that each of n pairs of vectors corresponds, 0…1. */
  correspondence(frames: Float32Array, sounds: Float32Array, n: number): Promise<Float32Array>;
  /** AVOL-Net's heatmap of one frame's grid for one sound's vector; absent in the other networks. */
  heatmap?(grid: Float32Array, sound: Float32Array): CellScores;
  release(): Promise<void>;
}

/** Bytes of one picture as the networks take it. */
const PICTURE_BYTES = IMAGE_SIZE * IMAGE_SIZE * 3;

/** Graphs are compiled for these batch sizes; other numbers of items are made up of them. */
const BATCHES = [8, 1] as const;

/**
 * Opens one of the paper's networks with its weights. Batch norm is folded away and the weights become
 * constants, so that the engine may lay them out as it likes. Compiles on first use.
 * Throws `ModelError` when a weight is missing or has the wrong shape.
 */
export function openModel(options: {
  manifest: Manifest;
  weights: WeightMap;
  runtime: Runtime;
}): LoadedModel {
  const { manifest, runtime } = options;
  if (manifest.network === 'external')
    throw new ModelError('an external pair of encoders opens with openExternalModel');
  const network = networkOf(manifest.network as NetworkName);
  const folded = foldBatchNorm(requireWeights(network.name, manifest.width, options.weights));
  const values: Weights = new Map([...folded].map(([name, weight]) => [name, weight.values]));
  const frameShape = frameGraph(manifest, 1).outputs.vectors!.shape.slice(1);
  const soundSize = soundGraph(manifest, 1).outputs.vectors!.shape[1]!;
  const compile = (graph: Graph) => runtime.compile(graph, { weights: values });
  const frames = batched((n) => compile(frameGraph(manifest, n)));
  const sounds = batched((n) => compile(soundGraph(manifest, n)));
  // The fusion of AVOL-Net sees the grid as the network makes it: [d, 14, 14].
  const fusion = batched((n) =>
    compile(fusionGraph(manifest, n, fusionShape(network.name, frameShape), soundSize)),
  );
  // AVE+OF's graph takes one frame; its flow is made of the others.
  const frameBytes = (network.name === 'ave-of' ? 1 : network.framesPerMoment) * PICTURE_BYTES;
  let preparer: Promise<FlowPreparer> | null = null;
  return {
    manifest,
    untrained: manifest.training === null,
    provider: runtime.provider,
    frameSize: sizeOf(frameShape),
    soundSize,
    framesPerMoment: network.framesPerMoment,
    embedFrames: async (rgb, n) => {
      requireLength('frames', rgb.length, n * network.framesPerMoment * PICTURE_BYTES);
      if (network.name !== 'ave-of') return frames.run({ frames: [rgb, frameBytes] }, n, 'vectors');
      preparer ??= flowPreparer(runtime, IMAGE_SIZE);
      const prepared = await (await preparer).prepare(rgb, n);
      const flowSize = prepared.flow.length / n;
      return frames.run(
        { frames: [prepared.frames, frameBytes], flow: [prepared.flow, flowSize] },
        n,
        'vectors',
      );
    },
    embedSounds: async (samples, n) => {
      requireLength('samples', samples.length, n * SOUND_SAMPLES);
      return sounds.run({ samples: [samples, SOUND_SAMPLES] }, n, 'vectors');
    },
    correspondence: async (frameVectors, soundVectors, n) => {
      if (network.name === 'avol') return scoreGrids(frameVectors, soundVectors, n, folded);
      const inputs = {
        vision: [frameVectors, frameVectors.length / n],
        audio: [soundVectors, soundSize],
      } as const;
      return (await fusion.run(inputs, n, 'logit')).map(logistic);
    },
    ...(network.name === 'avol'
      ? { heatmap: (grid: Float32Array, sound: Float32Array) => scoreCells(grid, sound, folded) }
      : {}),
    release: async () => {
      await Promise.all([frames.release(), sounds.release(), fusion.release()]);
      await (await preparer)?.release();
    },
  };
}

function fusionShape(network: NetworkName, frameShape: readonly number[]): readonly number[] {
  return network === 'avol' ? [frameShape[2]!, frameShape[0]!, frameShape[1]!] : frameShape;
}

function scoreGrids(grids: Float32Array, sounds: Float32Array, n: number, weights: WeightMap): Float32Array {
  const [grid, sound] = [grids.length / n, sounds.length / n];
  return Float32Array.from({ length: n }, (_, i) => {
    return scoreCells(
      grids.subarray(i * grid, (i + 1) * grid),
      sounds.subarray(i * sound, (i + 1) * sound),
      weights,
    ).score;
  });
}

function requireLength(what: string, actual: number, expected: number): void {
  if (actual !== expected)
    throw new ModelError(`${what}: ${expected} values are needed, ${actual} were given`);
}

type Batchable = Float32Array | Uint8Array;

/** Runs any number of items through graphs compiled for a few batch sizes. */
function batched(compile: (batch: number) => Promise<Executable>) {
  const compiled = new Map<number, Promise<Executable>>();
  const executable = (batch: number) => {
    const known = compiled.get(batch) ?? compile(batch);
    compiled.set(batch, known);
    return known;
  };
  return {
    run: async (
      inputs: Readonly<Record<string, readonly [Batchable, number]>>,
      n: number,
      output: string,
    ) => {
      const parts: Float32Array[] = [];
      for (let at = 0; at < n; ) {
        const batch = BATCHES.find((size) => size <= n - at)!;
        const feeds = Object.entries(inputs).map(([name, [data, size]]) => [
          name,
          data.subarray(at * size, (at + batch) * size),
        ]);
        parts.push((await (await executable(batch)).run(Object.fromEntries(feeds)))[output]!);
        at += batch;
      }
      return joined(parts);
    },
    release: async () => {
      for (const one of compiled.values()) await (await one).release();
      compiled.clear();
    },
  };
}

function joined(parts: readonly Float32Array[]): Float32Array {
  if (parts.length === 1) return parts[0]!;
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
}

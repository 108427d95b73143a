import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { TrainRequest } from '../../contract/runs.ts';
import { engineVersion } from '../../engine/index.ts';
import { replaceFile } from '../../files/whole-files.ts';
import { EMBEDDING_SIZE, type Manifest, requireWeights, writeSafetensors } from '../../networks/index.ts';
import type { LastGood, TrainResult } from '../../training/index.ts';

/** What a model folder is written from. */
export interface ModelOutput {
  readonly folder: string;
  readonly request: TrainRequest;
  readonly inputs: Pick<Manifest, 'image' | 'sound'>;
  readonly result: TrainResult | LastGood;
  /** Clips learnt from, those that could not be decoded, videos left out, and moments that are black or silent. */
  readonly clips: {
    readonly files: number;
    readonly failed: number;
    readonly leftOut: number;
    readonly blankMoments: number;
    /** How many videos the clips are of, and sha256 over the hashes of their contents, sorted, a line each. */
    readonly videos: number;
    readonly digest: string;
  };
  readonly startedFrom: { readonly name: string; readonly hash: string } | null;
  readonly provider: string;
  readonly version: string;
}

/**
 * Writes model.json and weights.safetensors, each under a temporary name first. The record holds everything
 * needed to repeat the run.
 */
export function writeModelFolder(output: ModelOutput): Manifest {
  const { folder, result, request } = output;
  const { options } = result.state;
  const weights = requireWeights(options.network, options.width, result.weights);
  const bytes = writeSafetensors(weights, 'F32', { network: options.network, width: String(options.width) });
  // Folders and row numbers of this machine tell others nothing.
  const { sources: _sources, out: _out, init: _init, ...asked } = request;
  const manifest: Manifest = {
    format: 1,
    network: options.network,
    width: options.width,
    embeddingSize: options.network === 'l3' ? null : EMBEDDING_SIZE,
    ...output.inputs,
    hash: createHash('sha256').update(bytes).digest('hex'),
    training: {
      by: `earsight ${output.version}`,
      engine: engineVersion,
      request: asked,
      options,
      pairs: result.state.pairs,
      steps: result.state.step,
      seconds: Math.round(result.state.seconds),
      engineShare: result.engineShare,
      loss: result.state.recentLoss,
      best: result.state.best,
      stopped: result.stopped,
      data: { ...result.data, clips: output.clips },
      startedFrom: output.startedFrom,
      provider: output.provider,
      curve: result.state.curve.filter((point) => point.avcAccuracy !== undefined),
    },
    dataLicence: null,
  };
  mkdirSync(folder, { recursive: true });
  replaceFile(join(folder, 'weights.safetensors'), bytes);
  replaceFile(join(folder, 'model.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
}

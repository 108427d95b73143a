import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { EarsightError } from '../../contract/errors.ts';
import { encodeGraph, type Graph, type Weights } from '../../engine/index.ts';
import { replaceFile } from '../../files/whole-files.ts';
import { foldBatchNorm, type Manifest, type WeightMap, writeSafetensors } from '../../networks/index.ts';
import { frameGraph, soundGraph } from '../../networks/inference-graphs.ts';
import type { ServiceContext } from '../context.ts';
import { hashOf, weightsFile } from './model-folder.ts';

export const modelFormats = ['safetensors', 'onnx'] as const;
export type ModelFormat = (typeof modelFormats)[number];

/**
 * Writes a model into a folder for other programs.
 * `safetensors`: model.json and weights.safetensors, a model folder again.
 * `onnx`: `image.onnx` (`frames` [batch, 224, 224, 3] uint8 RGB → `vectors`) and `sound.onnx`
 * (`samples` [batch, 48000] float32 mono 48 kHz → `vectors`), normalisation and spectrogram included, batch norm
 * folded away; AVOL-Net's image part gives its grid [batch, 14, 14, 128].
 * Throws `unsupported-format` for an external pair, which is ONNX already.
 */
export async function exportModel(
  context: ServiceContext,
  name: string,
  format: ModelFormat,
  folder: string,
  batch = 1,
): Promise<string[]> {
  const { manifest, weights } = context.models.weights(name);
  if (manifest.network === 'external') {
    throw new EarsightError(
      'unsupported-format',
      `${name} is a pair of ONNX files: copy them from its folder.`,
      {
        field: 'model',
        allowed: 'a model with weights of its own',
      },
    );
  }
  const out = resolve(folder);
  await mkdir(out, { recursive: true });
  const files = format === 'onnx' ? onnxFiles(manifest, weights, batch) : safetensorsFiles(manifest, weights);
  for (const [file, bytes] of files) replaceFile(join(out, file), bytes);
  return files.map(([file]) => join(out, file));
}

function onnxFiles(manifest: Manifest, weights: WeightMap, batch: number): [string, Uint8Array][] {
  const values: Weights = new Map([...foldBatchNorm(weights)].map(([name, weight]) => [name, weight.values]));
  const encode = (graph: Graph): Uint8Array => encodeGraph(graph, { weights: values });
  return [
    ['image.onnx', encode(frameGraph(manifest, batch))],
    ['sound.onnx', encode(soundGraph(manifest, batch))],
  ];
}

function safetensorsFiles(manifest: Manifest, weights: WeightMap): [string, Uint8Array][] {
  const bytes = writeSafetensors(weights);
  return [
    [weightsFile, bytes],
    // The hash of the file as written: a model kept in half precision is written in full.
    ['model.json', Buffer.from(`${JSON.stringify({ ...manifest, hash: hashOf([bytes]) }, null, 2)}\n`)],
  ];
}

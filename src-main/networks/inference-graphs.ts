import { closeGraph, type Graph, op } from '../engine/index.ts';
import { IMAGE_SIZE } from './declare.ts';
import { normaliseImage } from './inputs/image.ts';
import { logSpectrogram, SOUND_SAMPLES } from './inputs/log-spectrogram.ts';
import { InferenceLayers } from './layers.ts';
import type { Manifest } from './manifest.ts';
import { type NetworkName, networkOf } from './networks.ts';

/** Cells of AVOL-Net's grid along each side. */
export const GRID = 14;

/**
 * The vision half for inference, bytes in: `frames` [batch, 224, 224, 3] uint8 RGB (AVE+MF:
 * [batch, 25, 224, 224, 3]; AVE+OF: also `flow` [batch, 20, 224, 224] float32) → `vectors` [batch, d],
 * or AVOL-Net's grid [batch, 14, 14, 128].
 */
export function frameGraph(manifest: Manifest, batch: number): Graph {
  const network = manifest.network as NetworkName;
  const clip = network === 'ave-mf' ? [25] : [];
  const bytes = op.input('frames', [batch, ...clip, IMAGE_SIZE, IMAGE_SIZE, 3], 'uint8');
  const image = normaliseImage(bytes, manifest.image);
  const flow = network === 'ave-of' ? { flow: op.input('flow', [batch, 20, IMAGE_SIZE, IMAGE_SIZE]) } : {};
  const vision = networkOf(network).vision(new InferenceLayers(), { image, ...flow }, manifest.width);
  return closeGraph({ vectors: network === 'avol' ? op.transpose(vision, [0, 2, 3, 1]) : vision });
}

/** The audio half for inference, samples in: `samples` [batch, 48000] float32 → `vectors` [batch, d]. */
export function soundGraph(manifest: Manifest, batch: number): Graph {
  const samples = op.input('samples', [batch, SOUND_SAMPLES]);
  const spectrogram = logSpectrogram(samples, manifest.sound);
  const network = networkOf(manifest.network as NetworkName);
  return closeGraph({ vectors: network.audio(new InferenceLayers(), spectrogram, manifest.width) });
}

/** The fusion of pairs: vision and audio vectors of `batch` pairs → `logit` [batch]. */
export function fusionGraph(
  manifest: Manifest,
  batch: number,
  visionShape: readonly number[],
  size: number,
): Graph {
  const network = networkOf(manifest.network as NetworkName);
  const vision = op.input('vision', [batch, ...visionShape]);
  const audio = op.input('audio', [batch, size]);
  return closeGraph({ logit: network.fuse(new InferenceLayers(), vision, audio) });
}

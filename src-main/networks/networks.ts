import { op, type Tensor } from '../engine/index.ts';
import type { Layers } from './layers.ts';
import { convNet, fourthBlock, poolAll, threeBlocks } from './towers/conv-net.ts';
import { convNet3d } from './towers/conv-net-3d.ts';

/** The networks of the paper. */
export const networkNames = ['ave', 'avol', 'l3', 'ave-mf', 'ave-of'] as const;
export type NetworkName = (typeof networkNames)[number];

/** Components of an embedding (fc2, conv6). */
export const EMBEDDING_SIZE = 128;

/** What the vision half of a network looks at, normalised. `flow` is AVE+OF's 20 channels of displacement. */
export interface VisionInputs {
  readonly image: Tensor;
  readonly flow?: Tensor;
}

/** A network as three graphs: its two halves and their fusion. */
export interface Network {
  readonly name: NetworkName;
  /** Frames around a moment that the vision half takes: 1, or 25 (MF), or 11 (OF: the frame and 10 flows). */
  readonly framesPerMoment: number;
  /** Vectors [b, d]; for AVOL-Net the grid [b, 128, 14, 14]. */
  vision(layers: Layers, inputs: VisionInputs, width: number): Tensor;
  /** Vectors [b, d] of log-spectrograms [b, 1, 257, 200]. */
  audio(layers: Layers, spectrogram: Tensor, width: number): Tensor;
  /** Log-odds [b] that each picture and sound correspond. */
  fuse(layers: Layers, vision: Tensor, audio: Tensor): Tensor;
}

/** AVE-Net's head: pool4, fc1 + ReLU, fc2, L2-normalise (Objects that Sound, §3, Fig. 2d). */
function embed(layers: Layers, tower: string, features: Tensor): Tensor {
  return op.l2Normalise(projectVector(layers, tower, features));
}

function projectVector(layers: Layers, tower: string, features: Tensor): Tensor {
  const hidden = op.relu(layers.linear(`${tower}.fc1`, poolAll(features), EMBEDDING_SIZE));
  return layers.linear(`${tower}.fc2`, hidden, EMBEDDING_SIZE);
}

/**
 * AVE-Net's fusion: the Euclidean distance through fc3 (1 → 2). The log-odds are the difference of the two
 * logits. fc3 starts so that a small distance means "corresponds", which nothing enforces later (§3.3): unit
 * vectors with nothing in common lie about 1.4 apart, and even odds start at a distance of 1.
 */
function fuseByDistance(layers: Layers, vision: Tensor, audio: Tensor): Tensor {
  const squared = op.reduceSum(op.square(op.subtract(vision, audio)), [1]);
  // The slope of the root is infinite at 0; with this it stays below 500.
  const distance = op.sqrt(op.add(squared, 1e-6));
  const weight = layers.weight('fc3.weight', [2, 1], { kind: 'fixed', values: [2, -2] });
  const bias = layers.weight('fc3.bias', [2], { kind: 'fixed', values: [-2, 2] });
  const row = (tensor: Tensor, index: number) =>
    op.reshapeTo(op.slice(op.reshapeTo(tensor, [2]), [index], [index + 1]), []);
  const slope = op.subtract(row(weight, 1), row(weight, 0));
  const offset = op.subtract(row(bias, 1), row(bias, 0));
  return op.add(op.multiply(distance, slope), offset);
}

const ave: Network = {
  name: 'ave',
  framesPerMoment: 1,
  vision: (layers, { image }, width) =>
    embed(layers, 'vision', convNet(layers, 'vision', image, width, 'picture')),
  audio: (layers, spectrogram, width) =>
    embed(layers, 'audio', convNet(layers, 'audio', spectrogram, width, 'spectrogram')),
  fuse: fuseByDistance,
};

/** AVE+MF (§3.2): 25 frames through 3-D convolutions, the rest as AVE-Net. */
const aveMf: Network = {
  ...ave,
  name: 'ave-mf',
  framesPerMoment: 25,
  vision: (layers, { image }, width) => embed(layers, 'vision', convNet3d(layers, 'vision', image, width)),
};

/** AVE+OF (§3.2, App. B, Fig. 8): a frame stream and a flow stream, joined after pool3. */
const aveOf: Network = {
  ...ave,
  name: 'ave-of',
  framesPerMoment: 11,
  vision: (layers, { image, flow }, width) => {
    if (!flow) throw new Error('AVE+OF needs flow beside its frame');
    const frames = threeBlocks(layers, 'vision', image, width, 'picture');
    const motion = threeBlocks(layers, 'flow', flow, width, 'picture');
    return embed(layers, 'vision', fourthBlock(layers, 'vision', op.concat([frames, motion], 1), width));
  },
};

/** AVOL-Net (§4, Fig. 4): a vector for every cell of the picture, a scalar product with the sound's. */
const avol: Network = {
  name: 'avol',
  framesPerMoment: 1,
  vision: (layers, { image }, width) => {
    const features = convNet(layers, 'vision', image, width, 'picture');
    const hidden = op.relu(layers.pointConvolution('vision.conv5', features, EMBEDDING_SIZE));
    return layers.pointConvolution('vision.conv6', hidden, EMBEDDING_SIZE);
  },
  audio: (layers, spectrogram, width) =>
    projectVector(layers, 'audio', convNet(layers, 'audio', spectrogram, width, 'spectrogram')),
  fuse: (layers, grid, audio) => op.reduceMax(cellLogits(layers, grid, audio), [1]),
};

/** AVOL-Net's map before sigmoid and maximum: grid [b, 128, 14, 14] and sounds [b, 128] → [b, 196]. */
export function cellLogits(layers: Layers, grid: Tensor, audio: Tensor): Tensor {
  const [batch, size] = [grid.shape[0]!, grid.shape[1]!];
  const cells = op.reshapeTo(grid, [batch, size, grid.shape[2]! * grid.shape[3]!]);
  const products = op.matMul(op.reshapeTo(audio, [batch, 1, size]), cells);
  const flat = op.reshapeTo(products, [batch, cells.shape[2]!]);
  // conv7: one scale and one shift. Products of 128 unscaled components spread over about √128.
  const scale = layers.weight('conv7.weight', [1, 1, 1, 1], { kind: 'fixed', values: [0.1] });
  const shift = layers.weight('conv7.bias', [1], { kind: 'fixed', values: [0] });
  return op.add(op.multiply(flat, op.reshapeTo(scale, [])), op.reshapeTo(shift, []));
}

/** L³-Net (§3, Fig. 2c): pooled features side by side through fc1 and fc2. */
const l3: Network = {
  name: 'l3',
  framesPerMoment: 1,
  vision: (layers, { image }, width) => poolAll(convNet(layers, 'vision', image, width, 'picture')),
  audio: (layers, spectrogram, width) => poolAll(convNet(layers, 'audio', spectrogram, width, 'spectrogram')),
  fuse: (layers, vision, audio) => {
    const hidden = op.relu(layers.linear('fc1', op.concat([vision, audio], 1), EMBEDDING_SIZE));
    const logits = layers.linear('fc2', hidden, 2);
    const batch = logits.shape[0]!;
    const column = (index: number) => op.reshapeTo(op.slice(logits, [0, index], [batch, index + 1]), [batch]);
    return op.subtract(column(1), column(0));
  },
};

const networks: Readonly<Record<NetworkName, Network>> = { ave, avol, l3, 'ave-mf': aveMf, 'ave-of': aveOf };

/** The network of a name. */
export function networkOf(name: NetworkName): Network {
  return networks[name];
}

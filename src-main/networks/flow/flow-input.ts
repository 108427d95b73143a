import type { Runtime } from '../../engine/index.ts';
import { type OpticalFlow, opticalFlow } from './optical-flow.ts';

/** Consecutive frames that AVE+OF sees around a moment: 11 give 10 flow frames (Objects that Sound, App. B). */
export const FLOW_FRAMES = 11;
/** The one of them that the frame stream takes. */
const MIDDLE = Math.floor(FLOW_FRAMES / 2);
/**
 * Displacement that counts as 1, as a share of the picture's side: 8 of 224 pixels. The paper gives no scale. A share,
 * since a network that learns at another size must find the same motion in the same numbers.
 */
const SIDES_A_UNIT = 8 / 224;

/** What AVE+OF takes of some moments. */
export interface FlowInput {
  /** RGB bytes [n, size, size, 3]. */
  readonly frames: Uint8Array;
  /** [n, 20, size, size]: x and y displacement of each of 10 flow frames in turn, in units of 8/224 of the side. */
  readonly flow: Float32Array;
}

/** Turns 11 consecutive frames of a moment into a frame and its flow. */
export interface FlowPreparer {
  /** @param rgb [n, 11, size, size, 3] bytes. */
  prepare(rgb: Uint8Array, n: number): Promise<FlowInput>;
  release(): Promise<void>;
}

/** Prepares TV-L1 flow for pictures of a size. It is slow, a second or two a moment at 224 pixels on two cores. */
export async function flowPreparer(runtime: Runtime, size: number): Promise<FlowPreparer> {
  const pairs = FLOW_FRAMES - 1;
  const estimator = await opticalFlow(runtime, pairs, size, size);
  const picture = size * size * 3;
  return {
    prepare: async (rgb, n) => {
      const frames = new Uint8Array(n * picture);
      const flow = new Float32Array(n * pairs * 2 * size * size);
      for (let item = 0; item < n; item++) {
        const moment = rgb.subarray(item * FLOW_FRAMES * picture, (item + 1) * FLOW_FRAMES * picture);
        frames.set(moment.subarray(MIDDLE * picture, (MIDDLE + 1) * picture), item * picture);
        flow.set(await momentFlow(estimator, moment, size), item * pairs * 2 * size * size);
      }
      return { frames, flow };
    },
    release: () => estimator.release(),
  };
}

async function momentFlow(estimator: OpticalFlow, moment: Uint8Array, size: number): Promise<Float32Array> {
  const grey = brightness(moment);
  const pixels = size * size;
  const displacement = await estimator.flow(grey.subarray(0, grey.length - pixels), grey.subarray(pixels));
  return displacement.map((value) => value / (SIDES_A_UNIT * size));
}

/** Brightness 0…255 of RGB bytes (ITU-R BT.601). */
function brightness(rgb: Uint8Array): Float32Array {
  return Float32Array.from({ length: rgb.length / 3 }, (_, pixel) => {
    const at = pixel * 3;
    return 0.299 * rgb[at]! + 0.587 * rgb[at + 1]! + 0.114 * rgb[at + 2]!;
  });
}

import { closeGraph, type Graph, op, type Tensor } from '../../engine/index.ts';

// TV-L1 optical flow (Zach, Pock & Bischof 2007), in the notation of Sánchez et al. (IPOL 2013).

/** Settings of the method; the defaults are those of the IPOL article. */
export interface TvL1Settings {
  /** Weight of the data term, for brightness 0…255. */
  readonly lambda: number;
  /** Tightness of the coupling between flow and its auxiliary field. */
  readonly theta: number;
  /** Time step of the dual update, at most 0.25. */
  readonly tau: number;
}

export const defaultTvL1: TvL1Settings = { lambda: 0.15, theta: 0.3, tau: 0.25 };

/** Dual updates in one run of the iteration graph. */
export const ITERATIONS_A_RUN = 10;

/**
 * Linearises the data term around a flow. Inputs `first`, `second` [n, 1, h, w] (brightness 0…255) and `flow`
 * [n, 2, h, w] (x, y in pixels); outputs `slope` [n, 2, h, w], `energy` [n, 1, h, w] (|slope|²) and `rest`
 * [n, 1, h, w], such that the brightness difference at a flow u is rest + slope · u.
 */
export function linearisationGraph(count: number, height: number, width: number): Graph {
  const picture = [count, 1, height, width];
  const first = op.input('first', picture);
  const second = op.input('second', picture);
  const flow = op.input('flow', [count, 2, height, width]);
  const places = placesOf(flow);
  const warped = op.gridSample(second, places);
  const slope = op.gridSample(
    op.concat([centralDifference(second, 3), centralDifference(second, 2)], 1),
    places,
  );
  const energy = op.reduceSum(op.square(slope), [1], true);
  const along = op.reduceSum(op.multiply(slope, flow), [1], true);
  const rest = op.subtract(op.subtract(warped, along), first);
  return closeGraph({ slope, energy, rest });
}

/**
 * Ten rounds of the fixed-point scheme. Inputs `slope`, `energy`, `rest` of the linearisation, `flow`
 * [n, 2, h, w] and the dual field `dual` [n, 4, h, w]; outputs `nextFlow` and `nextDual`.
 */
export function iterationGraph(count: number, height: number, width: number, settings: TvL1Settings): Graph {
  const slope = op.input('slope', [count, 2, height, width]);
  const energy = op.input('energy', [count, 1, height, width]);
  const rest = op.input('rest', [count, 1, height, width]);
  let flow = op.input('flow', [count, 2, height, width]);
  let dual = op.input('dual', [count, 4, height, width]);
  const reach = settings.lambda * settings.theta;
  for (let round = 0; round < ITERATIONS_A_RUN; round++) {
    const difference = op.add(rest, op.reduceSum(op.multiply(slope, flow), [1], true));
    // Thresholding: the step along the slope that removes the difference, but no longer than λθ|slope|.
    const step = op.atMost(op.atLeast(op.divide(difference, op.add(energy, 1e-9)), -reach), reach);
    const auxiliary = op.subtract(flow, op.multiply(slope, step));
    flow = op.add(auxiliary, op.multiply(divergence(dual), settings.theta));
    const steepness = forwardDifferences(flow);
    const rate = settings.tau / settings.theta;
    const damping = op.add(op.multiply(lengthPerFlow(steepness), rate), 1);
    dual = op.divide(op.add(dual, op.multiply(steepness, rate)), damping);
  }
  return closeGraph({ nextFlow: flow, nextDual: dual });
}

/** Bilinear resizing of `x` [n, c, h, w] to `y` [n, c, height, width], values multiplied by `factor`. */
export function resizeGraph(
  shape: readonly [number, number, number, number],
  height: number,
  width: number,
  factor: number,
): Graph {
  const places = op.broadcastTo(gridOf(height, width), [shape[0], height, width, 2]);
  return closeGraph({ y: op.multiply(op.gridSample(op.input('x', shape), places), factor) });
}

/** Half the size after a light blur that keeps finer detail from aliasing: [n, 1, h, w] → [n, 1, ⌈h/2⌉, ⌈w/2⌉]. */
export function halvingGraph(count: number, height: number, width: number): Graph {
  const taps = [1, 4, 6, 4, 1];
  const kernel = taps.flatMap((a) => taps.map((b) => (a * b) / 256));
  const x = op.input('x', [count, 1, height, width]);
  const weight = op.constant(Float32Array.from(kernel), [1, 1, 5, 5]);
  // Borders are repeated by reading them, since zeros would darken the edges.
  const padded = op.gridSample(x, borderedPlaces(count, height, width, 2));
  return closeGraph({ y: op.convolution(padded, weight, { strides: [2, 2] }) });
}

/** Centres of pixels in GridSample's coordinates, −1…1. */
const centre = (index: number, length: number): number => (2 * index + 1) / length - 1;

function gridOf(height: number, width: number): Tensor {
  return borderedPlaces(1, height, width, 0);
}

function borderedPlaces(count: number, height: number, width: number, border: number): Tensor {
  const [rows, columns] = [height + 2 * border, width + 2 * border];
  const values = new Float32Array(rows * columns * 2);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const at = (row * columns + column) * 2;
      values[at] = centre(column - border, width);
      values[at + 1] = centre(row - border, height);
    }
  }
  return op.broadcastTo(op.constant(values, [1, rows, columns, 2]), [count, rows, columns, 2]);
}

/** Where each pixel went: its own centre plus the flow. */
function placesOf(flow: Tensor): Tensor {
  const [count, , height, width] = flow.shape as [number, number, number, number];
  const scale = op.constant([2 / width, 2 / height], [1, 1, 1, 2]);
  const moved = op.multiply(op.transpose(flow, [0, 2, 3, 1]), scale);
  return op.add(op.broadcastTo(gridOf(height, width), [count, height, width, 2]), moved);
}

/** (x[i + 1] − x[i − 1]) / 2 along an axis, 0 at the ends. */
function centralDifference(x: Tensor, axis: number): Tensor {
  const length = x.shape[axis]!;
  const cut = (from: number, to: number) =>
    op.slice(
      x,
      x.shape.map((_, a) => (a === axis ? from : 0)),
      x.shape.map((n, a) => (a === axis ? to : n)),
    );
  const inner = op.multiply(op.subtract(cut(2, length), cut(0, length - 2)), 0.5);
  const ends = x.shape.map((_, a) => (a === axis ? 1 : 0));
  return op.pad(inner, ends, ends);
}

/** x[i + 1] − x[i] along an axis, 0 at the end. */
function forwardDifference(x: Tensor, axis: number): Tensor {
  const length = x.shape[axis]!;
  const cut = (from: number, to: number) =>
    op.slice(
      x,
      x.shape.map((_, a) => (a === axis ? from : 0)),
      x.shape.map((n, a) => (a === axis ? to : n)),
    );
  return op.pad(
    op.subtract(cut(1, length), cut(0, length - 1)),
    x.shape.map(() => 0),
    x.shape.map((_, a) => (a === axis ? 1 : 0)),
  );
}

/** Gradients of both components: [n, 2, h, w] → [n, 4, h, w] as u_x, v_x, u_y, v_y. */
function forwardDifferences(flow: Tensor): Tensor {
  return op.concat([forwardDifference(flow, 3), forwardDifference(flow, 2)], 1);
}

/** |∇u| and |∇v|, each repeated for its two derivatives: [n, 4, h, w]. */
function lengthPerFlow(steepness: Tensor): Tensor {
  const [count, , height, width] = steepness.shape as [number, number, number, number];
  const half = (from: number) => op.slice(steepness, [0, from, 0, 0], [count, from + 2, height, width]);
  const length = op.sqrt(op.add(op.add(op.square(half(0)), op.square(half(2))), 1e-12));
  return op.concat([length, length], 1);
}

/** Backward differences, the adjoint of `forwardDifferences`: [n, 4, h, w] → [n, 2, h, w]. */
function divergence(dual: Tensor): Tensor {
  const [count, , height, width] = dual.shape as [number, number, number, number];
  const half = (from: number) => op.slice(dual, [0, from, 0, 0], [count, from + 2, height, width]);
  return op.add(backwardDifference(half(0), 3), backwardDifference(half(2), 2));
}

/** p[i] − p[i − 1], with p taken as 0 before the start and at the last element. */
function backwardDifference(p: Tensor, axis: number): Tensor {
  const length = p.shape[axis]!;
  const cut = op.slice(
    p,
    p.shape.map(() => 0),
    p.shape.map((n, a) => (a === axis ? length - 1 : n)),
  );
  const one = p.shape.map((_, a) => (a === axis ? 1 : 0));
  const none = p.shape.map(() => 0);
  return op.subtract(op.pad(cut, none, one), op.pad(cut, one, none));
}

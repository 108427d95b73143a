import { fuzzyGraph, type NeighbourTable } from './fuzzy-graph.ts';
import { seededRandom } from './seeded-random.ts';

/** Where a layout stands: enough to go on from exactly as if nothing had happened. */
export interface ProjectionState {
  readonly epoch: number;
  /** State of the random stream. */
  readonly random: number;
  /** [count, 2]; float64, because the layout computes in it. */
  readonly positions: Float64Array;
}

/** A layout in the making. */
export interface Projection {
  readonly epochs: number;
  readonly epoch: number;
  /** One epoch: some milliseconds for a few thousand points. */
  step(): void;
  /** A copy. */
  state(): ProjectionState;
}

export interface ProjectionOptions {
  readonly seed: number;
  /** As many as UMAP's authors use for that many points when left out. */
  readonly epochs?: number;
  /** Where the points start, [count, 2] in about −10…10; at random when left out. */
  readonly start?: Float64Array;
}

/** The curve 1 / (1 + a·d²ᵇ) of the plane for a least distance of 0.1 and a spread of 1 (UMAP's defaults). */
const curve = { a: 1.5769434603113077, b: 0.8950608779109733 };
/** Points that each point is pushed away from for one that it is drawn to. */
const pushes = 5;
/** No single pull or push moves a point farther than this, before the rate. */
const longestMove = 4;
/** Keeps the push between points that all but coincide finite. */
const softening = 0.001;
const startHalf = 10;

/**
 * Lays points out in a plane by UMAP (McInnes, Healy, Melville 2018, Algorithm 5), one epoch at a time, so that it
 * can be stopped and gone on with. Deviations: neighbours are exact and given, not searched approximately; the start
 * is given (the principal plane) in place of a spectral one. The same table, options and state give the same layout
 * to the last bit.
 */
export function startProjection(
  table: NeighbourTable,
  options: ProjectionOptions,
  from: ProjectionState | null = null,
): Projection {
  const { count } = table;
  const epochs = options.epochs ?? (count <= 2500 ? 500 : count <= 5000 ? 400 : count <= 7500 ? 300 : 200);
  const random = seededRandom(from?.random ?? options.seed);
  const positions =
    from?.positions.slice() ??
    options.start?.slice() ??
    Float64Array.from({ length: count * 2 }, () => (random() * 2 - 1) * startHalf);
  const schedule = makeSchedule(table, epochs);
  for (let past = 0; past < (from?.epoch ?? 0); past++) schedule.due(past, () => {});
  let epoch = from?.epoch ?? 0;
  return {
    epochs,
    get epoch() {
      return epoch;
    },
    step() {
      if (epoch >= epochs) return;
      // The rate of an epoch is that after the one before: the first two have the full one, as in UMAP's own code.
      const rate = 1 - Math.max(0, epoch - 1) / epochs;
      schedule.due(epoch, (head, tail, pushed) => {
        pull(positions, head, tail, rate);
        for (let time = 0; time < pushed; time++) push(positions, head, Math.floor(random() * count), rate);
      });
      epoch += 1;
    },
    state: () => ({ epoch, random: random.state, positions: positions.slice() }),
  };
}

interface Schedule {
  /** Visits the edges whose turn it is, with how many pushes go with each. Once an epoch, in order. */
  due(epoch: number, visit: (head: number, tail: number, pushed: number) => void): void;
}

/** Edges come up as often as they weigh, the heaviest in every epoch; those too light for a single turn never do. */
function makeSchedule(table: NeighbourTable, epochs: number): Schedule {
  const { heads, tails, weights } = fuzzyGraph(table);
  const heaviest = weights.reduce((most, weight) => Math.max(most, weight), 0);
  const kept = Int32Array.from(weights.keys()).filter((edge) => weights[edge]! >= heaviest / epochs);
  const every = Float64Array.from(kept, (edge) => heaviest / weights[edge]!);
  const everyPush = every.map((turns) => turns / pushes);
  const next = every.slice();
  const nextPush = everyPush.slice();
  return {
    due(epoch, visit) {
      for (let at = 0; at < kept.length; at++) {
        if (next[at]! > epoch) continue;
        next[at]! += every[at]!;
        const pushed = Math.floor((epoch - nextPush[at]!) / everyPush[at]!);
        nextPush[at]! += pushed * everyPush[at]!;
        visit(heads[kept[at]!]!, tails[kept[at]!]!, pushed);
      }
    },
  };
}

/** Draws two points together. */
function pull(positions: Float64Array, head: number, tail: number, rate: number): void {
  const acrossX = positions[head * 2]! - positions[tail * 2]!;
  const acrossY = positions[head * 2 + 1]! - positions[tail * 2 + 1]!;
  const squared = acrossX * acrossX + acrossY * acrossY;
  if (squared === 0) return;
  const { a, b } = curve;
  const force = (-2 * a * b * squared ** (b - 1)) / (a * squared ** b + 1);
  const moveX = clip(force * acrossX) * rate;
  const moveY = clip(force * acrossY) * rate;
  positions[head * 2]! += moveX;
  positions[head * 2 + 1]! += moveY;
  positions[tail * 2]! -= moveX;
  positions[tail * 2 + 1]! -= moveY;
}

/** Pushes a point away from another; from one at the very same place, into the diagonal. */
function push(positions: Float64Array, head: number, other: number, rate: number): void {
  if (head === other) return;
  const acrossX = positions[head * 2]! - positions[other * 2]!;
  const acrossY = positions[head * 2 + 1]! - positions[other * 2 + 1]!;
  const squared = acrossX * acrossX + acrossY * acrossY;
  const { a, b } = curve;
  const force = squared > 0 ? (2 * b) / ((softening + squared) * (a * squared ** b + 1)) : 0;
  positions[head * 2]! += (force > 0 ? clip(force * acrossX) : longestMove) * rate;
  positions[head * 2 + 1]! += (force > 0 ? clip(force * acrossY) : longestMove) * rate;
}

function clip(move: number): number {
  return Math.min(Math.max(move, -longestMove), longestMove);
}

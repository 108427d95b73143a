import {
  makePlacer,
  neighboursOf,
  principalPlane,
  rowsAGo,
  sampleOf,
  seededRandom,
  startProjection,
} from './projection/index.ts';
import type { PlaneProgress } from './working-file.ts';

/** Vectors of one space, in one or two tables. */
export interface VectorSpace {
  /** Each [rows, dimensions], rows of length 1. */
  readonly tables: readonly Float32Array[];
  readonly dimensions: number;
}

export interface PlaneOptions {
  readonly seed: number;
  /** At most so many points are laid out by UMAP itself; the others are placed beside them. */
  readonly fittedPoints: number;
  /** Called between pieces of work with the share done; rejects when it has to end. */
  readonly step: (share: number, what: 'neighbours' | 'layout' | 'placing') => Promise<void>;
  /** Where to go on from. */
  readonly progress: PlaneProgress | null;
  /** Told now and then where to go on from. */
  readonly save: (progress: PlaneProgress) => void;
}

export interface Plane {
  /** [points, 2] in the order of the tables, one after another. */
  readonly positions: Float32Array;
  readonly fitted: number;
}

/** What the parts cost beside one another, as measured: a look-up, and a point's share of an epoch. */
const costs = { lookUp: 0.1, epoch: 0.0125 };
/** A kill costs no more than this of work. */
const saveSeconds = 3;
/** With fewer points there is nothing to lay out: they go on a circle. */
const fewestFitted = 4;

/**
 * Lays a space of vectors out in a plane: UMAP on a random sample, the rest by the fitted points nearest to them.
 * Deterministic for a seed, and the same whether or not it was interrupted.
 */
export async function layOutPlane(space: VectorSpace, options: PlaneOptions): Promise<Plane> {
  const { dimensions, tables } = space;
  const count = tables.reduce((sum, table) => sum + table.length / dimensions, 0);
  const sample = sampleOf(count, options.fittedPoints, seededRandom(options.seed));
  const fitted = gather(space, sample);
  if (sample.length < fewestFitted) return { positions: onCircle(count), fitted: count };
  const layout = await layOutSample(fitted, dimensions, count, options);
  const positions = new Float32Array(count * 2);
  for (const [row, point] of sample.entries())
    positions.set(layout.positions.subarray(row * 2, row * 2 + 2), point * 2);
  const others = complement(sample, count);
  if (others.length > 0) await placeOthers(space, { fitted, layout, others, positions }, options);
  return { positions, fitted: sample.length };
}

type Layout = PlaneProgress['layout'];

/** Shares of the whole that neighbours and layout take. */
function sharesOf(fitted: number, epochs: number, others: number): { neighbours: number; layout: number } {
  const neighbours = fitted * costs.lookUp;
  const layout = fitted * epochs * costs.epoch;
  const all = neighbours + layout + others * costs.lookUp;
  return { neighbours: neighbours / all, layout: layout / all };
}

async function layOutSample(
  fitted: Float32Array,
  dimensions: number,
  count: number,
  { seed, step, progress, save }: PlaneOptions,
): Promise<Layout> {
  const points = fitted.length / dimensions;
  if (progress && progress.placed > 0) return progress.layout;
  const early = sharesOf(points, 400, count - points);
  const table = await neighboursOf(fitted, dimensions, (done) =>
    step((done / points) * early.neighbours, 'neighbours'),
  );
  await step(early.neighbours, 'layout');
  const start = principalPlane(fitted, dimensions, seed);
  const projection = startProjection(table, { seed, start }, progress?.layout ?? null);
  const shares = sharesOf(points, projection.epochs, count - points);
  let savedAt = performance.now();
  while (projection.epoch < projection.epochs) {
    await step(shares.neighbours + (projection.epoch / projection.epochs) * shares.layout, 'layout');
    projection.step();
    if (performance.now() - savedAt < saveSeconds * 1000) continue;
    save({ layout: projection.state(), placed: 0, positions: new Float32Array(0) });
    savedAt = performance.now();
  }
  return projection.state();
}

interface Placing {
  readonly fitted: Float32Array;
  readonly layout: Layout;
  readonly others: Int32Array;
  /** [points, 2]; the others' places are filled in. */
  readonly positions: Float32Array;
}

async function placeOthers(
  space: VectorSpace,
  { fitted, layout, others, positions }: Placing,
  { step, progress, save }: PlaneOptions,
): Promise<void> {
  const { neighbours, layout: laidOut } = sharesOf(
    fitted.length / space.dimensions,
    layout.epoch,
    others.length,
  );
  const placed = new Float32Array(others.length * 2);
  placed.set(progress?.positions ?? []);
  const placer = await makePlacer(fitted, space.dimensions, layout.positions);
  let savedAt = performance.now();
  try {
    for (let from = progress?.placed ?? 0; from < others.length; from += rowsAGo) {
      const done = neighbours + laidOut;
      await step(done + (from / others.length) * (1 - done), 'placing');
      const rows = others.subarray(from, from + rowsAGo);
      placed.set(await placer.place(gather(space, rows)), from * 2);
      if (performance.now() - savedAt < saveSeconds * 1000) continue;
      save({ layout, placed: from + rows.length, positions: placed });
      savedAt = performance.now();
    }
  } finally {
    await placer.release();
  }
  for (const [row, point] of others.entries())
    positions.set(placed.subarray(row * 2, row * 2 + 2), point * 2);
}

/** The vectors of some points, [points, dimensions]. */
function gather({ tables, dimensions }: VectorSpace, points: Int32Array): Float32Array {
  const vectors = new Float32Array(points.length * dimensions);
  for (const [row, point] of points.entries()) {
    let at = point * dimensions;
    let table = 0;
    while (at >= tables[table]!.length) at -= tables[table++]!.length;
    vectors.set(tables[table]!.subarray(at, at + dimensions), row * dimensions);
  }
  return vectors;
}

/** The numbers of 0…count − 1 that are not in a rising list. */
function complement(rising: Int32Array, count: number): Int32Array {
  const rest = new Int32Array(count - rising.length);
  let [next, at] = [0, 0];
  for (let number = 0; number < count; number++) {
    if (rising[next] === number) next += 1;
    else rest[at++] = number;
  }
  return rest;
}

function onCircle(count: number): Float32Array {
  return Float32Array.from({ length: count * 2 }, (_, at) => {
    const angle = (2 * Math.PI * (at >> 1)) / Math.max(1, count);
    return count === 1 ? 0 : at % 2 === 0 ? Math.cos(angle) : Math.sin(angle);
  });
}

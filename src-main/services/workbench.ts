import type { ServiceContext } from './context.ts';
import { type HeatmapMaker, makeHeatmapMaker } from './heatmaps/heatmap-maker.ts';
import { type MomentReader, makeMomentReader } from './moments/index.ts';
import { makeOutsideQueries, type OutsideQueries } from './queries/outside-queries.ts';
import { makeVectorIndices, type VectorIndices } from './queries/vector-index.ts';

/** The means that several services share, each with caches of its own. */
export interface Workbench {
  readonly reader: MomentReader;
  readonly outside: OutsideQueries;
  readonly indices: VectorIndices;
  readonly heatmaps: HeatmapMaker;
  /** Forgets what belongs to the open library. */
  clear(): Promise<void>;
}

/** The workbench of a process. */
export function makeWorkbench(context: ServiceContext): Workbench {
  const reader = makeMomentReader(context);
  const indices = makeVectorIndices();
  return {
    reader,
    outside: makeOutsideQueries(context),
    indices,
    heatmaps: makeHeatmapMaker(reader),
    async clear() {
      reader.clear();
      await indices.clear();
    },
  };
}

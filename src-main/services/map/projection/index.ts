export type { NeighbourTable } from './fuzzy-graph.ts';
export { makePlacer, neighboursOf, type Placer, rowsAGo } from './neighbours.ts';
export { principalPlane } from './principal-plane.ts';
export {
  type Projection,
  type ProjectionOptions,
  type ProjectionState,
  startProjection,
} from './projection.ts';
export { sampleOf, seededRandom } from './seeded-random.ts';

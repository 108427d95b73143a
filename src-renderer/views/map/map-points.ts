import type { LibraryMap } from '../../../src-main/contract/map.ts';
import type { Modality } from '../../../src-main/contract/moments.ts';
import { PointGrid } from './point-grid.ts';

/** A map as the window holds it: one entry a point in every array. */
export interface MapPoints {
  readonly model: string;
  readonly untrained: boolean;
  readonly stale: boolean;
  readonly apart: boolean;
  readonly fitted: number;
  readonly count: number;
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly videos: Int32Array;
  readonly at: Float64Array;
  readonly modalities: Uint8Array;
  readonly names: ReadonlyMap<number, string>;
  readonly grid: PointGrid;
}

/** A point as lists show it. */
export interface PointMoment {
  readonly video: number;
  readonly at: number;
  readonly modality: Modality;
  readonly name: string;
}

/** Makes the arrays out of the bytes of a message, and the index that finds points by place. */
export function readPoints(map: LibraryMap): MapPoints {
  const x = new Float32Array(bufferOf(map.x));
  const y = new Float32Array(bufferOf(map.y));
  return {
    model: map.model,
    untrained: map.untrained,
    stale: map.stale,
    apart: map.apart,
    fitted: map.fitted,
    count: map.count,
    x,
    y,
    videos: new Int32Array(bufferOf(map.videos)),
    at: new Float64Array(bufferOf(map.at)),
    modalities: new Uint8Array(bufferOf(map.modalities)),
    names: new Map(map.names.map(({ video, name }) => [video, name])),
    grid: new PointGrid(x, y),
  };
}

export function momentOf(points: MapPoints, point: number): PointMoment {
  const video = points.videos[point]!;
  return {
    video,
    at: points.at[point]!,
    modality: points.modalities[point] === 0 ? 'frame' : 'sound',
    name: points.names.get(video) ?? '',
  };
}

/** The points of the moment of a video nearest to a time: its frame and its sound, those that are there. */
export function pointsOfMoment(points: MapPoints, video: number, at: number): number[] {
  const best: (number | undefined)[] = [undefined, undefined];
  for (let point = 0; point < points.count; point++) {
    if (points.videos[point] !== video) continue;
    const sense = points.modalities[point]!;
    const before = best[sense];
    if (before === undefined || Math.abs(points.at[point]! - at) < Math.abs(points.at[before]! - at))
      best[sense] = point;
  }
  return best.filter((point) => point !== undefined);
}

/** In a message an array need not begin at a multiple of its entries' size: a copy does. */
function bufferOf(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}

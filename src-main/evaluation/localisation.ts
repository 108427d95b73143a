import { comparisonSide, enlargeMap, type GridBox, type HeatmapGrid, rasterBoxes } from './heatmap-grid.ts';

/** One frame with its map for a sound and the boxes of what makes that sound. */
export interface LocalisationCase {
  map: HeatmapGrid;
  boxes: readonly GridBox[];
}

/** How a map becomes an area: above a fixed 0.5, above 0.5 after stretching to 0…1, or its brighter half. */
export type AreaProtocol = 'fixed' | 'stretched' | 'top-half';

/** cIoU over a set of cases: share of cases at 0.5 or more, and area under the success curve. */
export interface OverlapScore {
  ciou: number;
  auc: number;
}

/** Localisation over a set of cases. All shares in 0…1. */
export interface LocalisationResult {
  /** Share of maps whose peak lies on the sounding object (Objects that Sound v2, §4.1). */
  accuracy: number;
  /** The same for always guessing the centre of the picture. */
  centre: number;
  overlap: Record<AreaProtocol, OverlapScore>;
  /** The overlap scores of saying “everywhere”. */
  wholeImage: OverlapScore;
  n: number;
}

/** Scores maps against boxes; all zeros with n = 0 for no case. */
export function scoreLocalisation(cases: readonly LocalisationCase[]): LocalisationResult {
  const mean = (measure: (one: LocalisationCase) => number): number =>
    cases.length === 0 ? 0 : cases.reduce((sum, one) => sum + measure(one), 0) / cases.length;
  const overlaps: Record<AreaProtocol | 'whole', number[]> = {
    fixed: [],
    stretched: [],
    'top-half': [],
    whole: [],
  };
  for (const { map, boxes } of cases) {
    const truth = rasterBoxes(boxes);
    const large = enlargeMap(map);
    for (const protocol of ['fixed', 'stretched', 'top-half'] as const) {
      overlaps[protocol].push(intersectionOverUnion(mapArea(large, protocol), truth));
    }
    overlaps.whole.push(intersectionOverUnion(new Uint8Array(truth.length).fill(1), truth));
  }
  return {
    accuracy: mean(({ map, boxes }) => peakInBox(map, boxes)),
    centre: mean(({ boxes }) => (insideAny(0.5, 0.5, boxes) ? 1 : 0)),
    overlap: {
      fixed: overlapScore(overlaps.fixed),
      stretched: overlapScore(overlaps.stretched),
      'top-half': overlapScore(overlaps['top-half']),
    },
    wholeImage: overlapScore(overlaps.whole),
    n: cases.length,
  };
}

/**
 * 1 when the centre of the map's highest cell lies in a box, else 0. When several cells are equally high, the
 * share of them that does: a flat map scores what a blind guess would.
 */
export function peakInBox(map: HeatmapGrid, boxes: readonly GridBox[]): number {
  let highest = -Infinity;
  for (let cell = 0; cell < map.values.length; cell++) {
    highest = Math.max(highest, map.values[cell] as number);
  }
  let peaks = 0;
  let inside = 0;
  for (let cell = 0; cell < map.values.length; cell++) {
    if (map.values[cell] !== highest) continue;
    peaks++;
    const x = ((cell % map.columns) + 0.5) / map.columns;
    const y = (Math.floor(cell / map.columns) + 0.5) / map.rows;
    if (insideAny(x, y, boxes)) inside++;
  }
  return peaks === 0 ? 0 : inside / peaks;
}

function insideAny(x: number, y: number, boxes: readonly GridBox[]): boolean {
  return boxes.some(([x0, y0, x1, y1]) => x >= x0 && x <= x1 && y >= y0 && y <= y1);
}

/**
 * The pixels that a protocol counts as the prediction, 1 or 0. `fixed` takes values above 0.5 as they are, so
 * that a map can be empty; `stretched` first stretches the map from its least to its greatest value (a flat map
 * is empty); `top-half` takes the pixels above the median, as the published VGG-SS code does, so that a flat map is
 * empty here too.
 */
export function mapArea(large: Float32Array, protocol: AreaProtocol): Uint8Array {
  if (protocol === 'fixed') return Uint8Array.from(large, (value) => (value > 0.5 ? 1 : 0));
  if (protocol === 'stretched') {
    let [least, greatest] = [Infinity, -Infinity];
    for (const value of large) {
      least = Math.min(least, value);
      greatest = Math.max(greatest, value);
    }
    const middle = (least + greatest) / 2;
    return Uint8Array.from(large, (value) => (value > middle ? 1 : 0));
  }
  const median = Float32Array.from(large).sort()[Math.floor(large.length / 2)] as number;
  return Uint8Array.from(large, (value) => (value > median ? 1 : 0));
}

/** Intersection over union of two areas of 0 and 1; 0 when both are empty. With one box this is cIoU. */
export function intersectionOverUnion(area: Uint8Array, truth: Uint8Array): number {
  let both = 0;
  let either = 0;
  for (let place = 0; place < area.length; place++) {
    both += (area[place] as number) & (truth[place] as number);
    either += (area[place] as number) | (truth[place] as number);
  }
  return either === 0 ? 0 : both / either;
}

/** Success at 0.5, and the area (by trapezoids) under the success rate at thresholds 0, 0.05 … 1. */
export function overlapScore(overlaps: readonly number[]): OverlapScore {
  if (overlaps.length === 0) return { ciou: 0, auc: 0 };
  const success = (threshold: number): number =>
    overlaps.filter((overlap) => overlap >= threshold).length / overlaps.length;
  const steps = 20;
  let auc = 0;
  for (let step = 0; step < steps; step++) {
    // step / steps, not step × 0.05: 0.15 must be the same number as a 0.15 that was measured.
    auc += (success(step / steps) + success((step + 1) / steps)) / 2 / steps;
  }
  return { ciou: success(0.5), auc };
}

/** How often and how much a map lights up although nothing in the picture makes the sound. */
export interface FalsePositives {
  /** Share of maps whose highest value is above 0.5. */
  rate: number;
  /** Mean share of the picture above 0.5. */
  area: number;
  /** Mean of the highest value. */
  peak: number;
  n: number;
}

/** False positives over maps of frames with sounds that do not belong to them; zeros with n = 0 for none. */
export function scoreFalsePositives(maps: readonly HeatmapGrid[]): FalsePositives {
  const n = maps.length;
  let [rate, area, peak] = [0, 0, 0];
  for (const map of maps) {
    let highest = 0;
    for (let cell = 0; cell < map.values.length; cell++) {
      highest = Math.max(highest, map.values[cell] as number);
    }
    const lit = mapArea(enlargeMap(map), 'fixed').reduce((sum, pixel) => sum + pixel, 0);
    rate += highest > 0.5 ? 1 : 0;
    area += lit / comparisonSide ** 2;
    peak += highest;
  }
  return n === 0 ? { rate: 0, area: 0, peak: 0, n } : { rate: rate / n, area: area / n, peak: peak / n, n };
}

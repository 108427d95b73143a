import type { EvaluationResult, LocatedFrame } from '../../contract/evaluation.ts';
import {
  type GridBox,
  type HeatmapGrid,
  type LocalisationCase,
  peakInBox,
  scoreFalsePositives,
  scoreLocalisation,
} from '../../evaluation/index.ts';
import type { Crop } from '../../media/index.ts';
import { heatmapSide, peakOf } from '../heatmaps/heatmap-maker.ts';
import { soundSamples } from '../models/index.ts';
import type { Purpose } from './choose-moments.ts';
import type { Embedders, MeasuredMoment } from './embed-moments.ts';
import { showMoment } from './show-moment.ts';

type LocalisationDetails = NonNullable<EvaluationResult['details']['localisation']>;

/** A frame with boxes: the boxes of the picture and of the crop, and the map for its own sound. */
export interface LocatedCase extends LocalisationCase {
  readonly moment: MeasuredMoment;
  readonly label: string;
  readonly pictureBoxes: readonly GridBox[];
  /** Share of the map's peaks in a box: 1 or 0 but for ties. */
  readonly right: number;
}

/** Boxes this near to a moment in time are of it. */
const sameTime = 0.05;

/**
 * Localisation and false positives of a model that makes maps; null for others. Boxes outside the centre crop,
 * which the network does not see, are left out. `step` is awaited before each map.
 */
export async function measureLocalisation(
  moments: readonly MeasuredMoment[],
  { frames, sounds }: Embedders,
  seed: number,
  step: (done: number, of: number) => Promise<void>,
): Promise<{ details: LocalisationDetails; cases: readonly LocatedCase[] } | null> {
  const { heatmap } = frames;
  if (frames !== sounds || !heatmap) return null;
  const of = (purpose: Purpose) => moments.filter(({ purposes }) => purposes.includes(purpose));
  const [boxed, silences, unseen] = [of('boxed'), of('silence'), of('unseen')];
  let made = 0;
  // A boxed moment is mapped for its own sound, for a foreign one and for silence.
  const total = boxed.length * 3 + silences.length + unseen.length;
  const mapOf = async ({ grid }: MeasuredMoment, sound: Float32Array): Promise<HeatmapGrid> => {
    await step(made, total);
    made += 1;
    const { values } = heatmap(grid as Float32Array, sound);
    return { rows: heatmapSide, columns: heatmapSide, values };
  };
  const ownMaps = async (some: readonly MeasuredMoment[]): Promise<HeatmapGrid[]> => {
    const maps: HeatmapGrid[] = [];
    for (const moment of some) maps.push(await mapOf(moment, moment.sound));
    return maps;
  };
  const boxedMaps = await ownMaps(boxed);
  const cases = boxed.flatMap((moment, index) => locate(moment, boxedMaps[index]!));
  const withObjects = (count: number): LocatedCase[] =>
    cases.filter(({ moment }) => moment.video.entry.objects.length === count);
  const silence = await sounds.embedSounds(new Float32Array(soundSamples), 1);
  const foreign: HeatmapGrid[] = [];
  const silent: HeatmapGrid[] = [];
  for (const [index, { moment }] of cases.entries()) {
    const other = findForeign(cases, index, seed);
    if (other) foreign.push(await mapOf(moment, other.sound));
    silent.push(await mapOf(moment, silence));
  }
  return {
    cases,
    details: {
      all: score(cases),
      oneObject: score(withObjects(1)),
      twoObjects: score(withObjects(2)),
      matched: scoreFalsePositives(cases.map(({ map }) => map)),
      mismatched: scoreFalsePositives(foreign),
      silent: scoreFalsePositives(silent),
      labelledSilence: scoreFalsePositives(await ownMaps(silences)),
      unseen: scoreFalsePositives(await ownMaps(unseen)),
    },
  };
}

function score(cases: readonly LocatedCase[]): LocalisationDetails['all'] {
  const { overlap, ...rest } = scoreLocalisation(cases);
  const { 'top-half': topHalf, ...others } = overlap;
  return { ...rest, overlap: { ...others, topHalf } };
}

function locate(moment: MeasuredMoment, map: HeatmapGrid): LocatedCase[] {
  const own = moment.video.entry.boxes.filter(({ at }) => at === null || Math.abs(at - moment.at) < sameTime);
  const boxes = own.flatMap(({ xyxy }) => intoCrop(xyxy, moment.crop));
  if (boxes.length === 0) return [];
  const label = own[0]?.label ?? '';
  const pictureBoxes = own.map(({ xyxy }) => xyxy);
  return [{ moment, map, boxes, label, pictureBoxes, right: peakInBox(map, boxes) }];
}

/** A box of the picture as a box of the crop, cut at its edges; nothing when it lies outside. */
function intoCrop([x0, y0, x1, y1]: GridBox, crop: Crop): GridBox[] {
  const unit = (value: number): number => Math.min(1, Math.max(0, value));
  const box: GridBox = [
    unit((x0 - crop.x) / crop.width),
    unit((y0 - crop.y) / crop.height),
    unit((x1 - crop.x) / crop.width),
    unit((y1 - crop.y) / crop.height),
  ];
  return box[2] > box[0] && box[3] > box[1] ? [box] : [];
}

/** A moment whose sound comes from nothing that the frame of `cases[index]` shows. */
function findForeign(cases: readonly LocatedCase[], index: number, seed: number): MeasuredMoment | null {
  const { entry } = (cases[index] as LocatedCase).moment.video;
  const shown = new Set([...entry.labels, ...entry.objects.map(({ label }) => label)]);
  for (let step = 1; step < cases.length; step++) {
    const { moment } = cases[(index + step + seed) % cases.length] as LocatedCase;
    if (moment.video.entry.labels.every((label) => !shown.has(label))) return moment;
  }
  return null;
}

/** Examples shown of either kind. */
const shownExamples = 8;

/** Frames with their maps, right and wrong ones, each of another video. */
export function showLocated(cases: readonly LocatedCase[]): LocatedFrame[] {
  const examples = (right: boolean): LocatedCase[] => {
    const seen = new Set<string>();
    return cases
      .filter((one) => one.right > 0.5 === right)
      .filter(({ moment }) => !seen.has(moment.video.path) && seen.add(moment.video.path))
      .slice(0, shownExamples);
  };
  return [...examples(true), ...examples(false)].map(({ moment, map, pictureBoxes, right }) => ({
    moment: showMoment(moment),
    right: right > 0.5,
    boxes: pictureBoxes.map(([x0, y0, x1, y1]) => ({ x0, y0, x1, y1 })),
    peak: peakOf(map.values, moment.crop),
    values: Array.from(map.values),
  }));
}

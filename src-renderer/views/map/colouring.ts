import type { Label } from '../../../src-main/contract/annotation-values.ts';
import { colourTable } from '../../../src-main/contract/colour-maps.ts';
import type { MapPoints } from './map-points.ts';

export const colourings = ['modality', 'label', 'video', 'time'] as const;
export type Colouring = (typeof colourings)[number];

/** A colour as red, green and blue, 0…255. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** Frames and sounds: blue and orange, which differ for every usual kind of colour vision, on light and on dark. */
export const modalityColours: readonly [frame: Rgb, sound: Rgb] = [
  [74, 144, 217],
  [222, 128, 44],
];

/** Points without a label recede. */
export const noLabelColour: Rgb = [136, 140, 146];

/** The part of viridis that stands out from a dark and from a light ground. */
export const timeRange = [0.22, 0.9] as const;

/** Half see-through, so that where many lie together looks fuller. */
const alpha = 215;

/** The colour of every point, [points, 4] RGBA. @param labels as `map.labels` gives them, one a point */
export function colourPoints(
  points: MapPoints,
  colouring: Colouring,
  labels: Int32Array | null,
  vocabulary: readonly Pick<Label, 'id' | 'colour'>[],
): Uint8Array {
  const colourOf = chooserOf(points, colouring, labels, vocabulary);
  const colours = new Uint8Array(points.count * 4);
  for (let point = 0; point < points.count; point++) {
    const [red, green, blue] = colourOf(point);
    colours[point * 4] = red;
    colours[point * 4 + 1] = green;
    colours[point * 4 + 2] = blue;
    colours[point * 4 + 3] = alpha;
  }
  return colours;
}

function chooserOf(
  points: MapPoints,
  colouring: Colouring,
  labels: Int32Array | null,
  vocabulary: readonly Pick<Label, 'id' | 'colour'>[],
): (point: number) => Rgb {
  if (colouring === 'modality') return (point) => modalityColours[points.modalities[point] === 0 ? 0 : 1];
  if (colouring === 'label') {
    const known = new Map(vocabulary.map(({ id, colour }) => [id, parseHex(colour)]));
    return (point) => known.get(labels?.[point] ?? 0) ?? noLabelColour;
  }
  if (colouring === 'video') {
    const known = new Map([...points.names.keys()].map((video, position) => [video, videoColour(position)]));
    return (point) => known.get(points.videos[point]!) ?? noLabelColour;
  }
  const ends = new Map<number, number>();
  for (let point = 0; point < points.count; point++) {
    const video = points.videos[point]!;
    ends.set(video, Math.max(ends.get(video) ?? 0, points.at[point]!));
  }
  return (point) => timeColour(points.at[point]! / (ends.get(points.videos[point]!) || 1));
}

/** The colour of a share of a video's time. */
export function timeColour(share: number): Rgb {
  const table = colourTable('viridis');
  const row = Math.round((timeRange[0] + share * (timeRange[1] - timeRange[0])) * 255) * 3;
  return [table[row]!, table[row + 1]!, table[row + 2]!];
}

/** Colours that stay apart however many there are: hues a golden angle from each other, of one strength. */
export function videoColour(position: number): Rgb {
  const hue = (position * 137.508) % 360;
  const lightness = 0.5 + 0.1 * (Math.floor(position / 12) % 3);
  return hslToRgb(hue, 0.6, lightness);
}

export function parseHex(colour: string): Rgb {
  const value = Number.parseInt(colour.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

export function cssColour([red, green, blue]: Rgb): string {
  return `rgb(${red} ${green} ${blue})`;
}

function hslToRgb(hue: number, saturation: number, lightness: number): Rgb {
  const reach = saturation * Math.min(lightness, 1 - lightness);
  const channel = (turn: number): number => {
    const at = (turn + hue / 30) % 12;
    return Math.round(255 * (lightness - reach * Math.max(-1, Math.min(at - 3, 9 - at, 1))));
  };
  return [channel(0), channel(8), channel(4)];
}

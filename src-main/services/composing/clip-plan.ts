import type { Material } from './material.ts';
import type { RandomStream } from './random.ts';
import type { ClipPlan, ClipSegment, ComposeOptions } from './types.ts';

/** How many other pictures stand by in case the drawn one cannot be read. */
const spares = 2;

/** A plan with the files to draw from: candidates for each picture, recordings for each segment, a scenery. */
export interface DrawnClip extends Omit<ClipPlan, 'objects'> {
  objects: { className: string; candidates: string[] }[];
  /** Files of each segment; empty in silence. */
  recordings: string[][];
  /** A picture to blur into the background, or null. */
  scenery: string | null;
}

/** Draws all the choices of one clip: what is seen, what is heard when, from which files. */
export function drawClip(
  index: number,
  options: ComposeOptions,
  material: Material,
  random: RandomStream,
): DrawnClip {
  const wanted = options.instruments === 'mix' ? random.integer(1, 2) : Number(options.instruments);
  const classNames = random.sample(material.classes, wanted);
  const objects = classNames.map((className) => ({
    className,
    candidates: random.sample(material.pictures.get(className) ?? [], 1 + spares),
  }));
  const segments = drawSegments(classNames, options, material, random);
  const recordings = segments.map((segment) => {
    if (segment.className === null) return [];
    const offers = material.recordings.get(segment.className) ?? [];
    const { source, files } = random.pick(offers);
    segment.source = source;
    return random.sample(files, random.integer(4, 9));
  });
  const scenery =
    options.look === 'varied' && random.chance(0.3)
      ? random.pick(material.pictures.get(random.pick(material.classes)) ?? [])
      : null;
  const file = `${String(index).padStart(5, '0')}.mp4`;
  return { index, file, objects, segments, recordings, scenery };
}

function drawSegments(
  classNames: readonly string[],
  options: ComposeOptions,
  material: Material,
  random: RandomStream,
): ClipSegment[] {
  const first = random.integer(0, classNames.length - 1);
  type Part = Pick<ClipSegment, 'kind' | 'object' | 'className'>;
  const sounding = (object: number): Part => ({
    kind: 'object',
    object,
    className: classNames[object] as string,
  });
  const parts: Part[] = [sounding(first)];
  if (classNames.length > 1 && random.chance(options.switchShare)) parts.push(sounding(1 - first));
  if (random.chance(options.silenceShare)) parts.push({ kind: 'silence', object: null, className: null });
  if (random.chance(options.absentShare)) {
    const others = material.classes.filter((name) => !classNames.includes(name));
    if (others.length > 0) parts.push({ kind: 'absent', object: null, className: random.pick(others) });
  }
  const order = random.sample(parts, parts.length);
  const shares = order.map(() => random.between(0.8, 1.25));
  const whole = shares.reduce((sum, share) => sum + share, 0);
  let at = 0;
  return order.map((part, index) => {
    const from = at;
    // Whole milliseconds: the same number in the labels file and in the sound.
    at += ((shares[index] as number) / whole) * options.seconds;
    const to = index === order.length - 1 ? options.seconds : Math.round(at * 1000) / 1000;
    at = to;
    return { ...part, from, to, source: null };
  });
}

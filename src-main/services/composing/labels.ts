import { instrumentFacts } from './class-names.ts';
import type { ClipPicture } from './clip-picture.ts';
import type { ClipLabels, ClipPlan } from './types.ts';

/** Time between two boxes of one object, in seconds. */
export const boxStepSeconds = 0.5;

/**
 * The labels of a clip: AudioSet names of what is heard, a box of the sounding object every half second, and
 * what only a composed clip knows: all objects' boxes and who sounds when.
 */
export function labelClip(plan: ClipPlan, picture: ClipPicture, seconds: number): ClipLabels {
  const times: number[] = [];
  for (let at = boxStepSeconds; at <= seconds - boxStepSeconds + 1e-9; at += boxStepSeconds) times.push(at);
  const nameOf = (className: string): string => instrumentFacts(className).audioSetName;
  const heard = plan.segments.flatMap(({ className }) => (className === null ? [] : [nameOf(className)]));
  const boxes: ClipLabels['boxes'] = [];
  for (const at of times) {
    const segment = plan.segments.find(({ from, to }) => at >= from && at < to);
    if (segment?.kind !== 'object' || segment.object === null || segment.className === null) continue;
    boxes.push({ at, label: nameOf(segment.className), xyxy: picture.boxOf(segment.object, at) });
  }
  return {
    video: plan.file,
    labels: heard.length > 0 ? [...new Set(heard)] : ['Silence'],
    boxes,
    objects: plan.objects.map((object, index) => ({
      label: nameOf(object.className),
      picture: object.picture,
      boxes: times.map((at) => ({ at, xyxy: picture.boxOf(index, at) })),
    })),
    segments: plan.segments.map(({ from, to, kind, className, source }) => ({
      from,
      to,
      kind,
      label: className === null ? null : nameOf(className),
      source,
    })),
  };
}

import type { EvaluatedMoment } from '../../contract/evaluation.ts';
import type { MeasuredMoment } from './embed-moments.ts';

/** A moment as results show it. */
export function showMoment({ video, at }: MeasuredMoment): EvaluatedMoment {
  const { videoId, name, path, classes, entry } = video;
  return { video: videoId, name, path, at, labels: classes.length > 0 ? [...classes] : entry.labels };
}

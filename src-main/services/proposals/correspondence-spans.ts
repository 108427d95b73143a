import type { EditStep, Store } from '../../store/index.ts';
import type { ShelvedModel } from '../models/model-shelf.ts';
import { correspondenceOfVideo } from '../queries/correspondence.ts';
import { knownPlaces } from './known-places.ts';
import { runsOf, stepBetween } from './moment-runs.ts';
import { proposedSpan } from './proposal-steps.ts';

const method = 'correspondence-span';

/** Proposes the spans of a video in which picture and sound correspond by at least a threshold. */
export async function correspondenceSpans(
  store: Store,
  shelved: ShelvedModel,
  videoId: number,
  { threshold, shortestSeconds }: { threshold: number; shortestSeconds: number },
): Promise<EditStep[]> {
  const { at, score } = await correspondenceOfVideo(store, shelved, videoId);
  const moments = at
    .map((time, index) => ({ at: time, score: score[index]! }))
    .sort((one, other) => one.at - other.at);
  const step = stepBetween(moments.map((moment) => moment.at));
  const { durationSeconds } = store.videos.get(videoId);
  const known = knownPlaces(store, videoId);
  return runsOf(
    moments.filter((moment) => moment.score >= threshold),
    step,
    durationSeconds,
  )
    .filter((run) => run.toSeconds - run.fromSeconds >= shortestSeconds - 1e-6)
    .filter((run) => !known.isKnown(run, method, null))
    .map((run) =>
      proposedSpan({
        videoId,
        labelId: null,
        span: run,
        method,
        model: shelved.info.name,
        confidence: run.score,
      }),
    );
}

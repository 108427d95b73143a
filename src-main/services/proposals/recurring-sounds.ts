import { extentOf } from '../../contract/boxes.ts';
import { EarsightError } from '../../contract/errors.ts';
import type { Annotation, EditStep, Store } from '../../store/index.ts';
import type { JobControl } from '../jobs/index.ts';
import type { ShelvedModel } from '../models/model-shelf.ts';
import { normaliseRows } from '../queries/vector-index.ts';
import { knownPlaces } from './known-places.ts';
import { rowsIn } from './labelled-examples.ts';
import { runsOf, stepBetween } from './moment-runs.ts';
import { type NearMoment, nearestMoments } from './near-moments.ts';
import { proposedSpan } from './proposal-steps.ts';

const method = 'recurring-sound';
/** How many moments each second of the example finds at most, for each span that is wanted. */
const momentsPerSpan = 8;

interface RecurringOptions {
  /** The videos to look through; all indexed ones when left out. */
  readonly videos?: readonly number[] | undefined;
  readonly farthest: number;
  readonly most: number;
}

/**
 * Proposes the spans of the library whose sound is near to one of an annotation's, nearest first, under its label.
 * Confidence falls from 1 for the same sound to 0 for an unrelated one (distance √2). A run that was killed begins
 * anew: what it keeps of a library is in no order that could be taken up.
 * @throws EarsightError `no-sound` when the example has no indexed sound
 */
export async function recurringSounds(
  store: Store,
  shelved: ShelvedModel,
  example: Annotation,
  options: RecurringOptions,
  control: Pick<JobControl, 'gate' | 'report'>,
): Promise<EditStep[]> {
  const near = await nearMoments(store, shelved.info.hash, example, options, control);
  const runs = [...Map.groupBy(near, ({ videoId }) => videoId)].flatMap(([videoId, moments]) => {
    const known = knownPlaces(store, videoId);
    const times = store.moments.ofVideo(videoId).map(({ at }) => at);
    const scored = moments
      .map(({ at, distance }) => ({ at, score: Math.max(1 - distance / Math.SQRT2, 0) }))
      .sort((one, other) => one.at - other.at);
    return runsOf(scored, stepBetween(times), store.videos.get(videoId).durationSeconds)
      .filter((run) => !known.isKnown(run, method, example.labelId))
      .map((run) => ({ videoId, run }));
  });
  return runs
    .sort((one, other) => other.run.score - one.run.score)
    .slice(0, options.most)
    .map(({ videoId, run }) =>
      proposedSpan({
        videoId,
        labelId: example.labelId,
        span: run,
        method,
        model: shelved.info.name,
        confidence: run.score,
      }),
    );
}

/** The nearest moments of the library, video by video; the example itself left out. */
async function nearMoments(
  store: Store,
  modelHash: string,
  example: Annotation,
  { videos, farthest, most }: RecurringOptions,
  control: Pick<JobControl, 'gate' | 'report'>,
): Promise<NearMoment[]> {
  const loaded = store.embeddings.loadVideo(modelHash, 'sound', example.videoId);
  const extent = extentOf(example) ?? { fromSeconds: 0, toSeconds: Number.POSITIVE_INFINITY };
  const rows = rowsIn(loaded, extent);
  if (rows.length === 0)
    throw new EarsightError('no-sound', 'The example has no indexed sound to look for.', {
      field: 'annotation',
      allowed: 'an annotation of an indexed video with sound',
    });
  const { dimensions } = loaded;
  normaliseRows(loaded.vectors, dimensions);
  const examples = new Float32Array(rows.length * dimensions);
  for (const [index, row] of rows.entries())
    examples.set(loaded.vectors.subarray(row * dimensions, (row + 1) * dimensions), index * dimensions);
  const nearest = nearestMoments(examples, dimensions, { most: most * momentsPerSpan, farthest });
  const wanted = videos && new Set(videos);
  const among = store.videos.list({ filter: 'indexed' }).items.filter(({ id }) => !wanted || wanted.has(id));
  for (const [index, { id, name }] of among.entries()) {
    control.report(index / among.length, name);
    await control.gate();
    const { at, vectors } = store.embeddings.loadVideo(modelHash, 'sound', id);
    // A sound of another length of vector is of an index that is being renewed.
    if (vectors.length !== at.length * dimensions) continue;
    normaliseRows(vectors, dimensions);
    nearest.show(id, at, vectors);
  }
  return nearest.all.filter(
    ({ videoId, at }) => videoId !== example.videoId || at < extent.fromSeconds || at > extent.toSeconds,
  );
}

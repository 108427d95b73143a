import { extentOf } from '../../contract/boxes.ts';
import { EarsightError } from '../../contract/errors.ts';
import type { Annotation, EditStep, Store } from '../../store/index.ts';
import type { ShelvedModel } from '../models/model-shelf.ts';
import { normaliseRows, type VectorIndex } from '../queries/vector-index.ts';
import { knownPlaces } from './known-places.ts';
import { rowsIn } from './labelled-examples.ts';
import { runsOf, stepBetween } from './moment-runs.ts';
import { proposedSpan } from './proposal-steps.ts';

const method = 'recurring-sound';
/** How many moments each second of the example finds at most, for each span that is wanted. */
const momentsPerSpan = 8;

interface RecurringOptions {
  readonly videos: ReadonlySet<number> | null;
  readonly farthest: number;
  readonly most: number;
}

/**
 * Proposes the spans of the library whose sound is near to one of an annotation's, nearest first, under its label.
 * Confidence falls from 1 for the same sound to 0 for an unrelated one (distance √2).
 * @throws EarsightError `no-sound` when the example has no indexed sound
 */
export async function recurringSounds(
  store: Store,
  shelved: ShelvedModel,
  index: VectorIndex,
  example: Annotation,
  options: RecurringOptions,
): Promise<EditStep[]> {
  const distances = await nearMoments(store, shelved.info.hash, index, example, options);
  const runs = [...distances].flatMap(([videoId, moments]) => {
    const known = knownPlaces(store, videoId);
    const times = store.moments.ofVideo(videoId).map(({ at }) => at);
    const scored = [...moments]
      .map(([at, distance]) => ({ at, score: Math.max(1 - distance / Math.SQRT2, 0) }))
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

/** The distance of each near moment, by video and time; the example itself left out. */
async function nearMoments(
  store: Store,
  modelHash: string,
  index: VectorIndex,
  example: Annotation,
  { videos, farthest, most }: RecurringOptions,
): Promise<Map<number, Map<number, number>>> {
  const loaded = store.embeddings.loadVideo(modelHash, 'sound', example.videoId);
  const extent = extentOf(example) ?? { fromSeconds: 0, toSeconds: Number.POSITIVE_INFINITY };
  const rows = rowsIn(loaded, extent);
  if (rows.length === 0)
    throw new EarsightError('no-sound', 'The example has no indexed sound to look for.', {
      field: 'annotation',
      allowed: 'an annotation of an indexed video with sound',
    });
  const { vectors, dimensions } = loaded;
  normaliseRows(vectors, dimensions);
  const found = new Map<number, Map<number, number>>();
  for (const row of rows) {
    const query = vectors.subarray(row * dimensions, (row + 1) * dimensions);
    const near = await index.search.nearest(query, Math.min(most * momentsPerSpan, index.count));
    for (const { index: hit, distance } of near) {
      const videoId = index.videoIds[hit]!;
      const at = index.at[hit]!;
      const isExample = videoId === example.videoId && at >= extent.fromSeconds && at <= extent.toSeconds;
      if (distance > farthest || isExample || (videos !== null && !videos.has(videoId))) continue;
      const moments = found.get(videoId) ?? new Map<number, number>();
      moments.set(at, Math.min(distance, moments.get(at) ?? Number.POSITIVE_INFINITY));
      found.set(videoId, moments);
    }
  }
  return found;
}

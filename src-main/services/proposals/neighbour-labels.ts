import type { EditStep, Store } from '../../store/index.ts';
import type { ShelvedModel } from '../models/model-shelf.ts';
import { normaliseRows } from '../queries/vector-index.ts';
import { type KnownPlaces, knownPlaces } from './known-places.ts';
import type { LabelledExamples } from './labelled-examples.ts';
import { runsOf, stepBetween } from './moment-runs.ts';
import { type LabelledNeighbour, type Vote, voteOf } from './neighbour-votes.ts';
import { proposedSpan } from './proposal-steps.ts';

const method = 'neighbour-label';

interface VotedMoment {
  readonly at: number;
  readonly vote: Vote;
}

/**
 * Proposes labels for the moments of a video that no person has labelled. Moments that follow each other under one
 * label make a span; a proposed span that waits for a label gets the one its moments vote for.
 */
export async function neighbourLabels(
  store: Store,
  shelved: ShelvedModel,
  examples: LabelledExamples,
  videoId: number,
  options: { leastConfidence: number },
): Promise<EditStep[]> {
  const known = knownPlaces(store, videoId);
  const moments = await votedMoments(store, shelved.info.hash, examples, videoId, known);
  const step = stepBetween(moments.map(({ at }) => at));
  const { durationSeconds } = store.videos.get(videoId);
  const named = known.unnamed.flatMap((proposal): EditStep[] => {
    const { span } = proposal;
    const inside = moments.filter(({ at }) => at >= span!.fromSeconds && at <= span!.toSeconds);
    const best = strongest(inside);
    if (best === null || best.confidence < options.leastConfidence) return [];
    const { labelId, confidence } = best;
    const origin = { method, model: shelved.info.name, labelId, confidence };
    const change = { labelId, proposal: origin };
    return [{ kind: 'update-annotation', id: proposal.id, version: proposal.version, change }];
  });
  const free = moments.filter(
    ({ at }) => !known.unnamed.some(({ span }) => at >= span!.fromSeconds && at <= span!.toSeconds),
  );
  const scored = free.map(({ at, vote }) => ({ at, score: vote.confidence, key: vote.labelId }));
  const made = runsOf(scored, step, durationSeconds)
    .filter((run) => run.score >= options.leastConfidence && !known.isKnown(run, method, run.key!))
    .map((run) =>
      proposedSpan({
        videoId,
        labelId: run.key!,
        span: run,
        method,
        model: shelved.info.name,
        confidence: run.score,
      }),
    );
  return [...named, ...made];
}

/** The label with the most confidence over some moments; its confidence is the mean over all of them. */
function strongest(moments: readonly VotedMoment[]): Vote | null {
  const sums = new Map<number, number>();
  for (const { vote } of moments) sums.set(vote.labelId, (sums.get(vote.labelId) ?? 0) + vote.confidence);
  if (sums.size === 0) return null;
  const [labelId, sum] = [...sums].reduce((best, other) => (other[1] > best[1] ? other : best));
  return { labelId, confidence: sum / moments.length };
}

async function votedMoments(
  store: Store,
  modelHash: string,
  examples: LabelledExamples,
  videoId: number,
  known: KnownPlaces,
): Promise<VotedMoment[]> {
  const lists = new Map<number, LabelledNeighbour[][]>();
  for (const modality of ['frame', 'sound'] as const) {
    const loaded = store.embeddings.loadVideo(modelHash, modality, videoId);
    const open = [...loaded.at.keys()].filter((row) => !known.isLabelled(loaded.at[row]!));
    if (open.length === 0) continue;
    const { dimensions } = loaded;
    const vectors = new Float32Array(open.length * dimensions);
    for (const [index, row] of open.entries())
      vectors.set(loaded.vectors.subarray(row * dimensions, (row + 1) * dimensions), index * dimensions);
    normaliseRows(vectors, dimensions);
    for (const among of ['frame', 'sound'] as const) {
      const found = await examples.nearest(vectors, dimensions, among);
      for (const [index, row] of open.entries()) {
        const at = loaded.at[row]!;
        lists.set(at, [...(lists.get(at) ?? []), found[index]!]);
      }
    }
  }
  return [...lists]
    .sort(([one], [other]) => one - other)
    .flatMap(([at, found]) => {
      const vote = voteOf(found);
      return vote === null ? [] : [{ at, vote }];
    });
}

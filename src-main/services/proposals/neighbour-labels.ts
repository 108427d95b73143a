import type { EditStep, LoadedEmbeddings, Store } from '../../store/index.ts';
import type { ShelvedModel } from '../models/model-shelf.ts';
import { normaliseRows } from '../queries/vector-index.ts';
import { type KnownPlaces, knownPlaces } from './known-places.ts';
import type { LabelledExamples } from './labelled-examples.ts';
import { runsOf, stepBetween } from './moment-runs.ts';
import { type Vote, voteOf } from './neighbour-votes.ts';
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
  options: { neighbours: number; leastConfidence: number; signal: AbortSignal },
): Promise<EditStep[]> {
  const known = knownPlaces(store, videoId);
  const moments = await votedMoments(store, shelved.info.hash, examples, videoId, known, options);
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
  { neighbours, signal }: { neighbours: number; signal: AbortSignal },
): Promise<VotedMoment[]> {
  const vectors = {
    frame: vectorsAt(store.embeddings.loadVideo(modelHash, 'frame', videoId)),
    sound: vectorsAt(store.embeddings.loadVideo(modelHash, 'sound', videoId)),
  };
  const times = [...new Set([...vectors.frame.keys(), ...vectors.sound.keys()])].sort((a, b) => a - b);
  const voted: VotedMoment[] = [];
  for (const at of times) {
    signal.throwIfAborted();
    if (known.isLabelled(at)) continue;
    const lists = [];
    for (const modality of ['frame', 'sound'] as const) {
      const vector = vectors[modality].get(at);
      if (vector === undefined) continue;
      lists.push(await examples.nearest(vector, 'frame', neighbours));
      lists.push(await examples.nearest(vector, 'sound', neighbours));
    }
    const vote = voteOf(lists);
    if (vote !== null) voted.push({ at, vote });
  }
  return voted;
}

/** Unit vectors by the time of their moment. */
function vectorsAt({ at, vectors, dimensions }: LoadedEmbeddings): Map<number, Float32Array> {
  normaliseRows(vectors, dimensions);
  return new Map(
    [...at].map((time, row) => [time, vectors.subarray(row * dimensions, (row + 1) * dimensions)]),
  );
}

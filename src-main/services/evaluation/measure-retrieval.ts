import type { EvaluatedQuery, EvaluationResult } from '../../contract/evaluation.ts';
import {
  type Alignment,
  directions,
  type Ontology,
  type RetrievalResult,
  scoreRetrieval,
  type VectorTable,
} from '../../evaluation/index.ts';
import type { MeasuredMoment } from './embed-moments.ts';
import { showMoment } from './show-moment.ts';

/** Vectors of moments as tables, aligned by CCA where there is an alignment. */
export function tablesOf(
  moments: readonly MeasuredMoment[],
  alignment: Alignment | null,
): { frames: VectorTable; sounds: VectorTable } {
  const frames = tableOf(moments.map(({ frame }) => frame));
  const sounds = tableOf(moments.map(({ sound }) => sound));
  return alignment
    ? { frames: alignment.projectFirst(frames), sounds: alignment.projectSecond(sounds) }
    : { frames, sounds };
}

function tableOf(vectors: readonly Float32Array[]): VectorTable {
  const dimensions = vectors[0]?.length ?? 0;
  const values = new Float32Array(vectors.length * dimensions);
  for (const [row, vector] of vectors.entries()) values.set(vector, row * dimensions);
  return { values, dimensions };
}

/**
 * Retrieval over one moment of each video; relevance from the classes of the videos in the ontology. `between` is
 * awaited before every query.
 */
export function measureRetrieval(
  moments: readonly MeasuredMoment[],
  videos: readonly number[],
  ontology: Ontology,
  { frames, sounds }: { frames: VectorTable; sounds: VectorTable },
  between?: (done: number, of: number) => Promise<void>,
): Promise<RetrievalResult> {
  const set = {
    frames: frames.dimensions > 0 ? frames : null,
    sounds: sounds.dimensions > 0 ? sounds : null,
    sharedSpace: frames.dimensions === sounds.dimensions,
    videos,
    relevance: relevanceOf(moments, ontology),
  };
  return scoreRetrieval(set, undefined, between);
}

/** Relevance of one moment to another, asked of the ontology once for every two sets of classes. */
function relevanceOf(
  moments: readonly MeasuredMoment[],
  ontology: Ontology,
): (query: number, item: number) => number {
  const numbers = new Map<string, number>();
  const classSets: (readonly string[])[] = [];
  const classSetOf = moments.map(({ video: { classes } }) => {
    const name = classes.join('|');
    const number = numbers.get(name) ?? classSets.push(classes) - 1;
    numbers.set(name, number);
    return number;
  });
  const known = new Map<number, number>();
  return (query, item) => {
    const [one, other] = [classSetOf[query] as number, classSetOf[item] as number];
    const key = one * classSets.length + other;
    const before = known.get(key);
    if (before !== undefined) return before;
    const value = ontology.relevance(
      classSets[one] as readonly string[],
      classSets[other] as readonly string[],
    );
    known.set(key, value);
    return value;
  };
}

/** Queries shown for each direction, from either end. */
const shown = 4;

/** The best and the worst queries of every direction with what they retrieved (Objects that Sound, Fig. 3). */
export function showQueries(
  result: RetrievalResult,
  moments: readonly MeasuredMoment[],
): Pick<EvaluationResult['details'], 'best' | 'worst'> {
  const best: EvaluatedQuery[] = [];
  const worst: EvaluatedQuery[] = [];
  const momentOf = (item: number) => showMoment(moments[item] as MeasuredMoment);
  for (const direction of directions) {
    const ranked = [...result.queries[direction]].sort((a, b) => b.ndcg - a.ndcg);
    const show = ({ query, ndcg, nearest }: (typeof ranked)[number]): EvaluatedQuery => ({
      direction,
      ndcg,
      query: momentOf(query),
      retrieved: nearest.map(({ item, distance, relevance }) => ({ ...momentOf(item), distance, relevance })),
    });
    best.push(...ranked.slice(0, shown).map(show));
    worst.push(...ranked.slice(-shown).reverse().map(show));
  }
  return { best, worst };
}

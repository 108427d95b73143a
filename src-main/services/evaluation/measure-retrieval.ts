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

/** Retrieval over one moment of each video; relevance from the classes of the videos in the ontology. */
export function measureRetrieval(
  moments: readonly MeasuredMoment[],
  videos: readonly number[],
  ontology: Ontology,
  { frames, sounds }: { frames: VectorTable; sounds: VectorTable },
): RetrievalResult {
  const known = new Map<string, number>();
  const relevance = (query: number, item: number): number => {
    const a = (moments[query] as MeasuredMoment).video.classes;
    const b = (moments[item] as MeasuredMoment).video.classes;
    const key = `${a.join('|')} / ${b.join('|')}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const value = ontology.relevance(a, b);
    known.set(key, value);
    return value;
  };
  const sharedSpace = frames.dimensions === sounds.dimensions;
  const orNull = (table: VectorTable): VectorTable | null => (table.dimensions > 0 ? table : null);
  return scoreRetrieval({
    frames: orNull(frames),
    sounds: orNull(sounds),
    sharedSpace,
    videos,
    relevance,
  });
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

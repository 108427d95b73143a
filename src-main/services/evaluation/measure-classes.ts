import type { ClassScores } from '../../contract/evaluation.ts';
import { type Direction, directions, type RetrievalResult } from '../../evaluation/index.ts';
import type { MeasuredMoment } from './embed-moments.ts';
import type { LocatedCase } from './measure-localisation.ts';

/** What was measured, moment by moment, to be told apart by class. */
export interface ClassMaterial {
  readonly moments: readonly MeasuredMoment[];
  /** Of each moment: 1, 0.5 or 0; empty where it was not measured. */
  readonly twoWay: readonly number[];
  /** Null where no moment has a known class. */
  readonly retrieval: RetrievalResult | null;
  /** The moments that the queries of `retrieval` number. */
  readonly retrieved: readonly MeasuredMoment[];
  readonly cases: readonly LocatedCase[];
}

/** Scores of every class, in order of name. A video of several classes counts for each. */
export function measureClasses(material: ClassMaterial): ClassScores[] {
  const { moments, twoWay, retrieval, retrieved, cases } = material;
  const names = new Set([
    ...moments.flatMap(({ video }) => video.classes),
    ...cases.map(({ label }) => label).filter((label) => label !== ''),
  ]);
  const mean = (values: readonly number[]): number | null =>
    values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
  return [...names].sort().map((label) => {
    const own = moments.flatMap(({ video }, index) => (video.classes.includes(label) ? [index] : []));
    const queries = (direction: Direction): number | null =>
      mean(
        (retrieval?.queries[direction] ?? []).flatMap(({ query, ndcg }) =>
          retrieved[query]?.video.classes.includes(label) ? [ndcg] : [],
        ),
      );
    const located = cases.filter((one) => one.label === label);
    const [imIm, imAud, audIm, audAud] = directions.map(queries) as [number, number, number, number];
    return {
      label,
      n: own.length,
      twoWay: mean(own.flatMap((index) => (twoWay[index] === undefined ? [] : [twoWay[index]]))),
      imIm,
      imAud,
      audIm,
      audAud,
      localisation: mean(located.map(({ right }) => right)),
      frames: located.length,
    };
  });
}

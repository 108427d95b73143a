import type { RunPoint } from '../../../../src-main/contract/runs.ts';

/** What curves are drawn against. */
export type CurveAxis = 'pairs' | 'seconds';

/** A line of a chart; points in order of x. */
export interface Series {
  readonly id: string;
  readonly name: string;
  /** A letter that tells lines apart without their colours. */
  readonly letter: string;
  /** Which of the colours of series it has, from 0. */
  readonly slot: number;
  readonly points: readonly { readonly x: number; readonly y: number }[];
  /** Drawn dashed: what was measured on the videos kept for validation. */
  readonly dashed?: boolean;
}

/** A run whose curve is shown. */
export interface ShownCurve {
  readonly id: string;
  readonly name: string;
  readonly letter: string;
  readonly slot: number;
  readonly points: readonly RunPoint[];
}

type Measure = 'loss' | 'validationLoss' | 'avcAccuracy';

/** The lines of the chart of loss: that of learning and, where measured, that of validation. */
export function lossSeries(curves: readonly ShownCurve[], axis: CurveAxis): Series[] {
  return curves.flatMap((curve) => [
    seriesOf(curve, 'loss', axis),
    { ...seriesOf(curve, 'validationLoss', axis), id: `${curve.id} validation`, dashed: true },
  ]);
}

/** The lines of the chart of accuracy. */
export function accuracySeries(curves: readonly ShownCurve[], axis: CurveAxis): Series[] {
  return curves.map((curve) => seriesOf(curve, 'avcAccuracy', axis));
}

function seriesOf({ id, name, letter, slot, points }: ShownCurve, measure: Measure, axis: CurveAxis): Series {
  return {
    id,
    name,
    letter,
    slot,
    points: points.flatMap((point) => {
      const y = point[measure];
      return y === undefined ? [] : [{ x: point[axis], y }];
    }),
  };
}

/** An SVG path through points in pixels, a tenth of a pixel fine; a lone point becomes a dot of a round cap. */
export function linePath(points: readonly { readonly x: number; readonly y: number }[]): string {
  const [first, ...rest] = points.map(({ x, y }) => `${x.toFixed(1)} ${y.toFixed(1)}`);
  if (first === undefined) return '';
  return rest.length === 0 ? `M${first}h0.1` : `M${first}L${rest.join('L')}`;
}

import { EarsightError } from '../../contract/errors.ts';
import type { Span } from '../../media/index.ts';
import { checkTime, type VideoFile } from '../moments/index.ts';

/** Where an export begins and ends, in seconds; the ends of the video where left out. */
export interface SpanWish {
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

/** Checks what can be said without the video. Throws `invalid-input` for an end that is not after the beginning. */
export function checkSpanOrder({ from, to }: SpanWish): void {
  if (to !== undefined && to <= (from ?? 0)) throw emptySpan(from ?? 0);
}

/** The span of a video that is wished for. Throws `invalid-input` when it is empty or reaches out of the video. */
export function checkSpan(file: VideoFile, wish: SpanWish): Span {
  checkSpanOrder(wish);
  const { from = 0, to = file.probe.durationSeconds } = wish;
  checkTime(file, from, 'from');
  checkTime(file, to, 'to');
  if (to <= from) {
    throw new EarsightError('invalid-input', `from is ${from}, where the video ends.`, {
      field: 'from',
      allowed: `less than ${to.toFixed(3)} (seconds)`,
    });
  }
  return { fromSeconds: from, toSeconds: to };
}

function emptySpan(from: number): EarsightError {
  return new EarsightError('invalid-input', 'The span is empty: its end is not after its beginning.', {
    field: 'to',
    allowed: `more than ${from} (seconds)`,
  });
}

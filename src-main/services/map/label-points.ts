import type { AnnotationStatus, Store } from '../../store/index.ts';

/** What a person stands by. */
const stoodBy: readonly AnnotationStatus[] = ['accepted', 'checked', 'unsure'];
const page = 10_000;

interface Cover {
  readonly label: number;
  readonly from: number;
  readonly to: number;
}

/**
 * The label of each moment: int32, 0 where no annotation a person stands by covers it. The shortest span wins, since
 * it says the most about the moment; an annotation of a whole video is the longest of all.
 * @param videos int32, @param at seconds; one entry a moment
 */
export function labelPoints(store: Store, videos: Int32Array, at: Float64Array): Int32Array {
  const covers = coversOf(store);
  return videos.map((video, index) => {
    const time = at[index]!;
    return covers.get(video)?.find(({ from, to }) => time >= from && time <= to)?.label ?? 0;
  });
}

/** What is labelled in each video, shortest first. */
function coversOf(store: Store): Map<number, Cover[]> {
  const covers = new Map<number, Cover[]>();
  for (let offset = 0; ; offset += page) {
    const { items, total } = store.annotations.list({ statuses: stoodBy, offset, limit: page });
    for (const { videoId, labelId, span, boxes } of items) {
      if (labelId === null) continue;
      const times = boxes.map(({ atSeconds }) => atSeconds);
      const cover = {
        label: labelId,
        from: span?.fromSeconds ?? (times.length ? Math.min(...times) : 0),
        to: span?.toSeconds ?? (times.length ? Math.max(...times) : Number.POSITIVE_INFINITY),
      };
      covers.set(videoId, [...(covers.get(videoId) ?? []), cover]);
    }
    if (offset + page >= total) break;
  }
  for (const own of covers.values()) own.sort((one, other) => one.to - one.from - (other.to - other.from));
  return covers;
}

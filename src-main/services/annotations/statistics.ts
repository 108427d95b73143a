import type { Output } from '../../contract/contract.ts';
import type { AnnotationStatus, ProposalCount, Store } from '../../store/index.ts';

type Statistics = Output<'annotations.statistics'>;

/** The library's annotations in numbers. Rejected proposals count only as such. */
export function statisticsOf(store: Store): Statistics {
  const byStatus: Record<AnnotationStatus, number> = {
    proposed: 0,
    accepted: 0,
    checked: 0,
    unsure: 0,
    rejected: 0,
  };
  const byLabel = new Map<number | null, Statistics['byLabel'][number]>();
  for (const { labelId, status, count, seconds } of store.annotations.totals()) {
    byStatus[status] += count;
    if (status === 'rejected') continue;
    const entry = byLabel.get(labelId) ?? { labelId, annotations: 0, seconds: 0 };
    byLabel.set(labelId, {
      labelId,
      annotations: entry.annotations + count,
      seconds: entry.seconds + seconds,
    });
  }
  const proposals = store.annotations.proposals();
  return {
    annotations: Object.values(byStatus).reduce((sum, count) => sum + count, 0) - byStatus.rejected,
    videos: { annotated: store.annotations.annotatedVideos(), total: store.videos.totals().total },
    byStatus,
    byLabel: [...byLabel.values()].sort((a, b) => b.annotations - a.annotations),
    proposals: accuracyOf(proposals),
    byMethod: proposals.map((count) => ({
      method: count.method,
      model: count.model,
      ...accuracyOf([count]),
    })),
  };
}

/**
 * How proposals were received. Accuracy is the share of those a person decided on that were accepted under the
 * label proposed; null while nobody has decided.
 */
export function accuracyOf(counts: readonly ProposalCount[]): Statistics['proposals'] {
  const sum = (field: 'proposed' | 'accepted' | 'relabelled' | 'rejected'): number =>
    counts.reduce((total, count) => total + count[field], 0);
  const accepted = sum('accepted');
  const relabelled = sum('relabelled');
  const rejected = sum('rejected');
  const decided = accepted + rejected;
  return {
    proposed: sum('proposed'),
    accepted,
    relabelled,
    rejected,
    accuracy: decided === 0 ? null : (accepted - relabelled) / decided,
  };
}

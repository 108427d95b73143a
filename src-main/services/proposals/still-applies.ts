import type { EditStep, Store } from '../../store/index.ts';

/**
 * Whether a proposal can still be made: a run over a large library takes minutes, in which a person may remove a
 * video or a label, or decide on the very span that was to be named.
 */
export function stillApplies(store: Store, step: EditStep): boolean {
  if (step.kind === 'create-annotation') {
    const { videoId, labelId } = step.content;
    return (
      isThere(() => store.videos.get(videoId)) &&
      (labelId === null || isThere(() => store.labels.get(labelId)))
    );
  }
  if (step.kind !== 'update-annotation') return true;
  const labelId = step.change.labelId ?? null;
  return (
    isThere(() => store.annotations.get(step.id)) &&
    store.annotations.get(step.id).version === step.version &&
    (labelId === null || isThere(() => store.labels.get(labelId)))
  );
}

function isThere(get: () => unknown): boolean {
  try {
    get();
    return true;
  } catch (error) {
    if ((error as { code?: string }).code !== 'not-found') throw error;
    return false;
  }
}

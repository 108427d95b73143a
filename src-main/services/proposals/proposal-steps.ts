import type { EditStep } from '../../store/index.ts';

/** More would make one step of the history that takes too long to undo. */
export const mostProposals = 10_000;

/** The step that makes a proposed span. */
export function proposedSpan(proposal: {
  videoId: number;
  labelId: number | null;
  span: { fromSeconds: number; toSeconds: number };
  method: string;
  model: string;
  confidence: number;
}): EditStep & { kind: 'create-annotation' } {
  const { videoId, labelId, span, method, model, confidence } = proposal;
  return {
    kind: 'create-annotation',
    content: {
      videoId,
      labelId,
      span: { fromSeconds: span.fromSeconds, toSeconds: span.toSeconds },
      boxes: [],
      lowHz: null,
      highHz: null,
      note: '',
      status: 'proposed',
      proposal: { method, model, labelId, confidence: Math.min(Math.max(confidence, 0), 1) },
      track: null,
    },
  };
}

import type { AnnotationContent } from '../../store/index.ts';

/** What a new annotation says unless told. */
export const emptyContent: Omit<AnnotationContent, 'videoId'> = {
  labelId: null,
  span: null,
  boxes: [],
  lowHz: null,
  highHz: null,
  note: '',
  status: 'accepted',
  proposal: null,
  track: null,
};

import type { InterchangeFormat } from '../../types.ts';
import { readElan } from './elan-read.ts';
import { writeElan } from './elan-write.ts';

/**
 * ELAN annotation format 3.0: tiers of annotations between time slots in milliseconds, one file a video. It
 * has no boxes.
 */
export const elan: InterchangeFormat = {
  id: 'elan',
  name: 'ELAN EAF',
  extensions: ['.eaf'],
  recognise: ({ start }) => (/<ANNOTATION_DOCUMENT[\s>]/.test(start) ? 1 : 0),
  read: readElan,
  write: writeElan,
};

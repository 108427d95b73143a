import type { InterchangeFormat } from '../../types.ts';
import { readCvat } from './cvat-read.ts';
import { writeCvat } from './cvat-write.ts';

/**
 * CVAT for video 1.1: tracks of boxes in pixels at frames counted from 0. Boxes with `keyframe` are drawn,
 * those between are interpolated; `outside` ends what is visible. One file a video.
 */
export const cvat: InterchangeFormat = {
  id: 'cvat',
  name: 'CVAT for video 1.1',
  extensions: ['.cvat.xml', '.xml'],
  recognise: ({ start }) => (/<annotations[\s>]/.test(start) ? 0.9 : 0),
  read: readCvat,
  write: writeCvat,
};

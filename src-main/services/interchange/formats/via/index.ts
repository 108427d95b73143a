import type { InterchangeFormat } from '../../types.ts';
import { readVia } from './via-read.ts';
import { writeVia } from './via-write.ts';

/**
 * Projects of VGG Image Annotator 3 (data format 3.1): metadata entries with times `z` in seconds and regions
 * `xy` in pixels, described by attributes. One project holds all videos.
 */
export const via: InterchangeFormat = {
  id: 'via',
  name: 'VIA 3 project',
  extensions: ['.json'],
  recognise: ({ start }) => (start.includes('__VIA_PROJECT_ID__') || /"vid_list"\s*:/.test(start) ? 1 : 0),
  read: readVia,
  write: writeVia,
};

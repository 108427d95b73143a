import type { InterchangeFormat } from '../../types.ts';
import { readLabelStudio } from './label-studio-read.ts';
import { writeLabelStudio } from './label-studio-write.ts';

/**
 * Label Studio's JSON: tasks with results. Spans are `timelinelabels` in frames from 1, boxes
 * `videorectangle` in per cent of the picture, regions of sound `labels` in seconds.
 */
export const labelStudio: InterchangeFormat = {
  id: 'label-studio',
  name: 'Label Studio JSON',
  extensions: ['.json'],
  recognise: ({ start }) =>
    /"(annotations|predictions)"\s*:\s*\[/.test(start) && /"data"\s*:\s*\{/.test(start) ? 0.9 : 0,
  read: readLabelStudio,
  write: writeLabelStudio,
};

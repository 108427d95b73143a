import type { InterchangeFormat } from '../../types.ts';
import { readCoco } from './coco-read.ts';
import { writeCoco } from './coco-write.ts';

/**
 * COCO object detection JSON: boxes on images. Images are frames of videos, found again by their file name
 * (`clips/a.mp4/frame_000123.jpg`). It knows neither spans nor which boxes show the same object.
 */
export const coco: InterchangeFormat = {
  id: 'coco',
  name: 'COCO JSON',
  extensions: ['.json'],
  recognise: ({ start }) => (looksLikeCoco(start) ? 0.8 : 0),
  read: readCoco,
  write: (input) => writeCoco(input, 'coco'),
};

/**
 * KWCOCO: COCO with videos, frame numbers and tracks. What it has no field for is kept in a field of ours,
 * `earsight`, on the tracks; the format lets users add fields.
 */
export const kwcoco: InterchangeFormat = {
  id: 'kwcoco',
  name: 'KWCOCO JSON',
  extensions: ['.kwcoco.json', '.json'],
  recognise: ({ start, name }) =>
    looksLikeCoco(start) && (/"(videos|video_id|tracks)"\s*:/.test(start) || name.endsWith('.kwcoco.json'))
      ? 0.9
      : 0,
  read: readCoco,
  write: (input) => writeCoco(input, 'kwcoco'),
};

function looksLikeCoco(start: string): boolean {
  return /^\s*\{/.test(start) && /"(categories|images|annotations)"\s*:\s*\[/.test(start);
}

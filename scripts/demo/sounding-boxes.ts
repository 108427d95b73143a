import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const labelsFile = z.array(
  z.object({
    video: z.string(),
    boxes: z.array(
      z.object({
        at: z.number(),
        label: z.string(),
        xyxy: z.tuple([z.number(), z.number(), z.number(), z.number()]),
      }),
    ),
  }),
);

/** Where the sounding object of a clip is at a time: x0, y0, x1, y1 in 0…1 of the picture. */
export type SoundingBox = z.infer<typeof labelsFile>[number]['boxes'][number];

/** The boxes of a folder's `labels.json` by video, in order of time; none where there is no such file. */
export async function readDemoLabels(folder: string): Promise<Map<string, SoundingBox[]>> {
  let text: string;
  try {
    text = await readFile(join(folder, 'labels.json'), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new Map();
    throw error;
  }
  return new Map(labelsFile.parse(JSON.parse(text)).map(({ video, boxes }) => [video, boxes]));
}

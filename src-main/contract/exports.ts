import { z } from 'zod';
import { method } from './method.ts';
import { soundReference } from './moments.ts';
import { id, moment, seconds } from './values.ts';

/** What can be exported from what one sees; files go to the library's `exports` folder or to `folder`. */
export const exportRequest = z.discriminatedUnion('kind', [
  z.object({
    kind: z.enum(['heatmap-overlay-png', 'heatmap-map-png', 'heatmap-npy']),
    moment,
    sound: soundReference.optional(),
    folder: z.string().optional(),
  }),
  z.object({
    kind: z.literal('heatmap-mp4'),
    video: id,
    from: seconds.optional(),
    to: seconds.optional(),
    sound: soundReference
      .optional()
      .describe('The second that every picture is asked for; its own when left out'),
    folder: z.string().optional(),
  }),
  z.object({
    kind: z.enum(['embeddings-npz', 'embeddings-parquet']),
    model: z.string().optional(),
    folder: z.string().optional(),
  }),
]);
export type ExportRequest = z.infer<typeof exportRequest>;

export const exportMethods = {
  /** Queues an export; the job's result is `{files: string[]}`. */
  'exports.start': method(exportRequest, z.object({ job: z.string() }), 'jobs'),
} as const;

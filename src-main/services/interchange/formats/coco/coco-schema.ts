import { z } from 'zod';

const id = z.union([z.int(), z.string()]);
/** Four numbers: x, y, width and height in pixels from the top left. */
const bbox = z.array(z.number()).length(4);

/** The category of boxes without a label; every box must have one. */
export const unlabelled = 'unlabelled';

/** What our own exports add to the tracks of KWCOCO, which lets users add fields: the annotation as it is. */
export const kwcocoExtension = z.object({
  label: z.string().nullable(),
  span: z.object({ from: z.number(), to: z.number() }).nullable(),
  note: z.string().optional(),
  status: z.string().optional(),
  author: z.string().optional(),
  low_hz: z.number().optional(),
  high_hz: z.number().optional(),
  track: z.string().optional(),
  confidence: z.number().optional(),
  created_at: z.string().optional(),
  modified_at: z.string().optional(),
  video_id: id,
});

/**
 * COCO's object detection format and KWCOCO, which adds videos, the place of images in them, and tracks. Only
 * what an annotation can carry is named here; everything else in a file is passed over.
 */
export const cocoFile = z.object({
  categories: z.array(z.object({ id, name: z.string() })).default([]),
  videos: z.array(z.object({ id, name: z.string(), file_name: z.string().optional() })).default([]),
  images: z
    .array(
      z.object({
        id,
        file_name: z.string().nullish(),
        name: z.string().nullish(),
        width: z.number().positive().nullish(),
        height: z.number().positive().nullish(),
        video_id: id.nullish(),
        frame_index: z.int().min(0).nullish(),
        timestamp: z.union([z.number(), z.string()]).nullish(),
      }),
    )
    .default([]),
  tracks: z
    .array(z.object({ id, name: z.string().nullish(), earsight: kwcocoExtension.optional() }))
    .default([]),
  annotations: z
    .array(
      z.object({
        id: id.optional(),
        image_id: id.nullish(),
        category_id: id.nullish(),
        bbox: bbox.nullish(),
        track_id: id.nullish(),
        score: z.number().nullish(),
        caption: z.string().nullish(),
        iscrowd: z.number().nullish(),
        /** Our own: the exact time of a box that lies between two frames. */
        earsight: z.object({ at: z.number().min(0) }).optional(),
      }),
    )
    .default([]),
});

export type CocoFile = z.output<typeof cocoFile>;
export type CocoImage = CocoFile['images'][number];
export type KwcocoExtension = z.output<typeof kwcocoExtension>;

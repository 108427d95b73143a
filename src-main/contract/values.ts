import { z } from 'zod';

/** A row's id in the library: a positive integer. */
export const id = z.int().positive();

/** A presentation time or a length of time, in seconds. */
export const seconds = z.number().min(0);

/** A number from 0 to 1: a share, a probability, or a coordinate of the displayed picture from its top left. */
export const unit = z.number().min(0).max(1);

/** A box in the displayed picture, coordinates 0…1 from its top left. */
export const box = z.object({ x0: unit, y0: unit, x1: unit, y1: unit });
export type Box = z.infer<typeof box>;

/** A moment of a video: the frame at a time and the 1 s of sound centred on it. */
export const moment = z.object({ video: id, at: seconds });
export type Moment = z.infer<typeof moment>;

/** An answer that carries nothing but its success. */
export const done = z.object({});

/** Binary data as it travels: bytes. */
export const bytes = z.instanceof(Uint8Array);

import { z } from 'zod';

/**
 * What the main process asks of a worker besides the contract's methods. These names are no part of the
 * contract, so no client can call them: the supervisor lets only the contract's own names through.
 */
export const workerMethods = {
  start: 'worker.start',
  close: 'worker.close',
  mediaOpen: 'worker.media-open',
  mediaRead: 'worker.media-read',
  mediaClose: 'worker.media-close',
} as const;

/** The two worker processes of the window. */
export const workerRole = z.enum(['interactive', 'jobs']);
export type WorkerRole = z.infer<typeof workerRole>;

/** What a worker is started with; the folders are found by itself when left out. */
export const startInput = z.strictObject({
  role: workerRole,
  appFolder: z.string().optional(),
  homeFolder: z.string().optional(),
});
export type StartInput = z.infer<typeof startInput>;

/**
 * A web request as plain data. `body` is the name that its body shall have, chosen by who asks: so a body can be
 * given up even when its head never arrived. Random, since it must not fit another process's body.
 */
export const mediaRequest = z.strictObject({
  body: z.uuid(),
  url: z.url(),
  method: z.enum(['GET', 'HEAD']),
  headers: z.record(z.string(), z.string()),
});
export type MediaRequest = z.infer<typeof mediaRequest>;

/** The head of a response; with a body, `mediaRead` gives that piece by piece. */
export const mediaHead = z.strictObject({
  status: z.int().min(200).max(599),
  headers: z.record(z.string(), z.string()),
  hasBody: z.boolean(),
});
export type MediaHead = z.infer<typeof mediaHead>;

export const bodyInput = z.strictObject({ body: z.uuid() });
/** The next piece of a body, or null at its end. */
export const bodyPiece = z.strictObject({ bytes: z.instanceof(Uint8Array).nullable() });

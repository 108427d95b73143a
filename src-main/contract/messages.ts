import { z } from 'zod';
import { errorData } from './errors.ts';

/** Numbers a call on its own connection, so that answers may come in any order. */
const callId = z.int().min(0);

/** A client calls a method. The input is parsed by the method's own schema where it is answered. */
export const callMessage = z.strictObject({
  type: z.literal('call'),
  id: callId,
  method: z.string().max(64),
  input: z.unknown(),
});

/** A client no longer wants the answer to a call. */
export const cancelMessage = z.strictObject({ type: z.literal('cancel'), id: callId });

/** A call's result, or why there is none. */
export const answerMessage = z.discriminatedUnion('ok', [
  z.strictObject({ type: z.literal('answer'), id: callId, ok: z.literal(true), output: z.unknown() }),
  z.strictObject({ type: z.literal('answer'), id: callId, ok: z.literal(false), error: errorData }),
]);

/** Something the back end tells without being asked. The payload is parsed by the event's own schema. */
export const eventMessage = z.strictObject({
  type: z.literal('event'),
  name: z.string().max(64),
  payload: z.unknown(),
});

/** All that may travel from a client to the back end. */
export const requestMessage = z.discriminatedUnion('type', [callMessage, cancelMessage]);
export type RequestMessage = z.infer<typeof requestMessage>;

/** All that may travel from the back end to a client. */
export const replyMessage = z.discriminatedUnion('type', [answerMessage, eventMessage]);
export type ReplyMessage = z.infer<typeof replyMessage>;

/**
 * The largest message a transport accepts, in bytes: a dropped file of 64 MiB (`queries.create`) and its
 * envelope.
 */
export const largestMessageBytes = 65 * 2 ** 20;

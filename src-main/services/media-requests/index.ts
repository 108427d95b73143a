import { z } from 'zod';
import { EarsightError, type ErrorCode } from '../../contract/errors.ts';
import { id, seconds } from '../../contract/values.ts';
import type { ServiceContext } from '../context.ts';
import { toEarsightError } from '../errors.ts';
import type { Workbench } from '../workbench.ts';
import { bytesResponse } from './bytes-response.ts';
import { type DerivedMedia, makeDerivedMedia } from './derived-media.ts';
import { queryResponse } from './query-response.ts';
import { videoResponse } from './video-response.ts';

type MediaHandler = (request: Request) => Promise<Response>;
type Kind = (context: Parts, request: Request, name: string, query: URLSearchParams) => Promise<Response>;
interface Parts {
  context: ServiceContext;
  workbench: Workbench;
  derived: DerivedMedia;
}

const videoId = z
  .string()
  .regex(/^[1-9]\d*$/)
  .transform(Number)
  .pipe(id);
const number = z.coerce.number();
const time = number.pipe(seconds);
const pixels = number.pipe(z.int().min(16).max(4096));

/** One entry for each path of `mediaPaths`. */
const kinds: Record<string, Kind> = {
  video: ({ context }, request, name) => videoResponse(context, request, videoId.parse(name)),
  thumbnail: async ({ derived }, request, name) =>
    bytesResponse(request, await derived.thumbnail(videoId.parse(name), request.signal), 'image/jpeg'),
  filmstrip: async ({ derived }, request, name) =>
    bytesResponse(request, await derived.filmstrip(videoId.parse(name), request.signal), 'image/jpeg'),
  peaks: async ({ derived }, request, name) =>
    bytesResponse(
      request,
      await derived.peaks(videoId.parse(name), request.signal),
      'application/octet-stream',
    ),
  frame: async ({ derived }, request, name, query) => {
    const { at, width } = z.object({ at: time, width: pixels.default(320) }).parse(Object.fromEntries(query));
    const bytes = await derived.frame(videoId.parse(name), at, width, request.signal);
    return bytesResponse(request, bytes, 'image/jpeg');
  },
  sound: async ({ derived }, request, name, query) => {
    const { at, length } = z
      .object({ at: time, length: number.pipe(z.number().min(0.05).max(60)).default(1) })
      .parse(Object.fromEntries(query));
    const bytes = await derived.sound(videoId.parse(name), at, length, request.signal);
    return bytesResponse(request, bytes, 'audio/wav');
  },
  spectrogram: async ({ derived }, request, name, query) => {
    const span = z.object({ from: time, to: time, width: pixels }).parse(Object.fromEntries(query));
    const bytes = await derived.spectrogram(videoId.parse(name), span, request.signal);
    return bytesResponse(request, bytes, 'image/png');
  },
  query: ({ workbench }, request, name) => queryResponse(workbench.outside, request, name),
};

const statusOf: Partial<Record<ErrorCode, number>> = {
  'invalid-input': 400,
  'not-allowed': 403,
  'not-found': 404,
  'no-picture': 404,
  'no-sound': 404,
  conflict: 409,
  offline: 410,
  cancelled: 499,
};

/** Answers the paths of `mediaPaths` out of the open library. Trouble becomes a status with the error as JSON. */
export function makeMediaHandler(context: ServiceContext, workbench: Workbench): MediaHandler {
  const parts: Parts = { context, workbench, derived: makeDerivedMedia(context) };
  return async (request) => {
    try {
      return await answer(parts, request);
    } catch (thrown) {
      const error =
        thrown instanceof z.ZodError
          ? new EarsightError('invalid-input', `The address is not valid: ${z.prettifyError(thrown)}`)
          : toEarsightError(thrown);
      return Response.json(EarsightError.toData(error), {
        status: statusOf[error.code] ?? 500,
        headers: { 'cache-control': 'no-store' },
      });
    }
  };
}

async function answer(parts: Parts, request: Request): Promise<Response> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return new Response(null, { status: 405, headers: { allow: 'GET, HEAD' } });
  }
  const { pathname, searchParams } = new URL(request.url);
  const match = /^\/media\/([a-z]+)\/([A-Za-z0-9-]{1,64})$/.exec(pathname);
  const kind = match && Object.hasOwn(kinds, match[1]!) ? kinds[match[1]!] : undefined;
  if (!match || !kind) throw new EarsightError('not-found', 'There is nothing at this address.');
  return kind(parts, request, match[2]!, searchParams);
}

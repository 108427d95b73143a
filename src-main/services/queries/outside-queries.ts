import { randomUUID } from 'node:crypto';
import { EarsightError } from '../../contract/errors.ts';
import type { Modality } from '../../contract/moments.ts';
import { decodeImageFile, decodeSoundFile, isPicture, readablePictures } from '../../media/index.ts';
import type { ServiceContext } from '../context.ts';
import { notFound, toEarsightError } from '../errors.ts';
import { frameSide } from '../models/embedding-model.ts';
import { makeLeastRecentCache } from '../moments/index.ts';

/** A picture or a sound that came from outside the library. */
export interface OutsideQuery {
  readonly id: string;
  readonly name: string;
  readonly modality: Modality;
  /** Null for a picture. */
  readonly durationSeconds: number | null;
  /** [224, 224, 3] RGB bytes for a frame, [48000] float32 mono 48 kHz for a sound. */
  readonly input: Uint8Array | Float32Array;
  /** The file as it came, for showing and playing it. */
  readonly data: Uint8Array;
}

/** Keeps the queries of this session; the oldest are forgotten when they grow too many. */
export interface OutsideQueries {
  add(name: string, data: Uint8Array, options?: { at?: number; signal?: AbortSignal }): Promise<OutsideQuery>;
  /** Throws `not-found`. */
  get(id: string): OutsideQuery;
}

/** Bytes of queries that stay in memory: a few of the largest allowed. */
const capacityBytes = 256 * 2 ** 20;

/** Makes a keeper of outside queries. */
export function makeOutsideQueries(context: Pick<ServiceContext, 'tools'>): OutsideQueries {
  const queries = makeLeastRecentCache<OutsideQuery>(
    capacityBytes,
    (query) => query.data.byteLength + query.input.byteLength,
  );
  return {
    async add(name, data, options = {}) {
      const read = await readOutside(context, name, data, options);
      const query = { id: randomUUID(), name, data, ...read };
      queries.set(query.id, query);
      return query;
    },
    get(id) {
      const query = queries.get(id);
      if (!query) throw notFound('query', id);
      return query;
    },
  };
}

/** Reads bytes as a picture when they begin like one, as sound otherwise. Throws `unsupported-format`. */
async function readOutside(
  context: Pick<ServiceContext, 'tools'>,
  name: string,
  data: Uint8Array,
  { at, signal }: { at?: number | undefined; signal?: AbortSignal | undefined },
): Promise<Pick<OutsideQuery, 'modality' | 'durationSeconds' | 'input'>> {
  const tools = await context.tools(signal);
  try {
    if (isPicture(data)) {
      const input = await decodeImageFile(tools, data, { size: frameSide, signal });
      return { modality: 'frame', durationSeconds: null, input };
    }
    const { samples, durationSeconds } = await decodeSoundFile(tools, data, { atSeconds: at, signal });
    checkInside(name, at, durationSeconds);
    return { modality: 'sound', durationSeconds, input: samples };
  } catch (thrown) {
    const error = toEarsightError(thrown);
    if (error.code === 'cancelled' || error.code === 'missing-program' || error.field === 'at') throw error;
    throw new EarsightError(
      'unsupported-format',
      `${name} is neither a picture nor a sound that can be read.`,
      {
        field: 'data',
        allowed: `a picture (${readablePictures}) or a sound file`,
        cause: error,
      },
    );
  }
}

/** Throws `invalid-input` for a time beyond the end, where there is nothing but silence. */
function checkInside(name: string, at: number | undefined, durationSeconds: number): void {
  // Containers round, as for videos.
  if (at === undefined || at <= durationSeconds + 0.05) return;
  throw new EarsightError('invalid-input', `at is ${at}, beyond the end of ${name}.`, {
    field: 'at',
    allowed: `0…${durationSeconds.toFixed(3)} (seconds)`,
  });
}

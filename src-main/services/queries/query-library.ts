import type { Modality } from '../../contract/moments.ts';
import type { Services } from '../index.ts';
import { findVideoByPath, videoFile } from '../libraries/video-file.ts';
import { checkTime, fileOfPath, fileOfVideo } from '../moments/index.ts';
import { vectorOfFile, vectorOfMoment, vectorOfOutside } from './anchor-vector.ts';
import { findNeighbours } from './find-neighbours.ts';

/** What the command line asks with: a video by its path (in the library or not), or a file from outside. */
export type QueryAnchor =
  | { readonly video: string; readonly at: number }
  | { readonly file: string; readonly data: Uint8Array; readonly at?: number | undefined };

export interface LibraryQuery {
  readonly anchor: QueryAnchor;
  readonly from: Modality;
  readonly to: 'frames' | 'sounds';
  readonly top: number;
  readonly model?: string | undefined;
  readonly notFromThisVideo: boolean;
}

/** A moment as the command line prints it: `video` is the file's absolute path, `distance` 0…2. */
export interface FoundMoment {
  readonly video: string;
  readonly at: number;
  readonly distance: number;
}

/** Asks the open library with files given by their paths. */
export async function queryLibrary(
  { context, workbench }: Pick<Services, 'context' | 'workbench'>,
  query: LibraryQuery,
  signal: AbortSignal,
): Promise<{ model: string; untrained: boolean; searched: number; found: FoundMoment[] }> {
  const { store } = context.session.current();
  const shelved = await context.models.open(query.model ?? context.settings.read().retrievalModel);
  const { anchor, from } = query;
  const known = 'video' in anchor ? findVideoByPath(store, anchor.video) : null;
  let vector: Float32Array;
  if ('file' in anchor) {
    const outside = await workbench.outside.add(anchor.file, anchor.data, {
      ...(anchor.at === undefined ? {} : { at: anchor.at }),
      signal,
    });
    vector = await vectorOfOutside(shelved, outside, from);
  } else {
    const file = async () => {
      const found = known
        ? await fileOfVideo(context, known.id, signal)
        : await fileOfPath(context, anchor.video, signal);
      checkTime(found, anchor.at);
      return found;
    };
    vector = known
      ? await vectorOfMoment(
          context,
          shelved,
          workbench.reader,
          { video: known.id, at: anchor.at, modality: from, file },
          signal,
        )
      : await vectorOfFile(shelved, workbench.reader, await file(), anchor.at, from, signal);
  }
  const index = await workbench.indices.get(
    store,
    shelved.info.hash,
    query.to === 'frames' ? 'frame' : 'sound',
  );
  const neighbours = await findNeighbours(store, index, {
    vector,
    top: query.top,
    withoutVideo: query.notFromThisVideo ? known?.id : undefined,
  });
  const paths = new Map<number, string>();
  const pathOf = (id: number): string => {
    const path = paths.get(id) ?? videoFile(store, store.videos.get(id));
    paths.set(id, path);
    return path;
  };
  return {
    model: shelved.info.name,
    untrained: shelved.info.untrained,
    searched: index.count,
    found: neighbours.map(({ video, at, distance }) => ({ video: pathOf(video), at, distance })),
  };
}

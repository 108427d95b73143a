import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { addSources } from '../../../src-main/services/libraries/index.ts';
import { scanSources } from '../../../src-main/services/libraries/scan-source.ts';
import type { EditStep, Store } from '../../../src-main/store/index.ts';
import { makeClip } from '../../fixtures/clips.ts';
import { type OpenedServices, openServices, temporaryFolder } from '../../fixtures/services.ts';

export interface AnnotatedLibrary extends OpenedServices {
  readonly folder: string;
  readonly store: Store;
  /** Id of a video by its path in the source. */
  id(path: string): number;
}

/** A library of two videos and a sound, scanned but not indexed: neither importing nor exporting needs more. */
export async function makeLibrary(): Promise<AnnotatedLibrary> {
  const folder = temporaryFolder('interchange');
  mkdirSync(join(folder, 'videos', 'clips'), { recursive: true });
  const videos = join(folder, 'videos');
  await makeClip(join(videos, 'clips'), 'band.mp4', { seconds: 4 });
  await makeClip(videos, 'street.mkv', { seconds: 3, hertz: 200 });
  await makeClip(videos, 'wren.wav', { seconds: 2, size: null });
  const services = await openServices(folder);
  const sources = addSources(services.context, [videos]);
  const { store } = services.context.session.current();
  await scanSources(services.context.session.current(), sources);
  const id = (path: string): number => store.videos.find(sources[0] as number, path)?.id as number;
  return { ...services, folder, store, id };
}

/** Puts annotations of every kind into the library. */
export function annotate({ store, id }: AnnotatedLibrary): void {
  const bare = {
    labelId: null,
    span: null,
    boxes: [],
    lowHz: null,
    highHz: null,
    note: '',
    track: null,
    proposal: null,
  };
  const create = (path: string, labelName: string, content: object): EditStep => ({
    kind: 'create-annotation',
    labelName,
    content: { ...bare, videoId: id(path), status: 'accepted', ...content },
  });
  const box = (atSeconds: number, x0: number) => ({ atSeconds, x0, y0: 0.25, x1: x0 + 0.25, y1: 0.75 });
  const label = (name: string, colour: string, audioSetId: string | null): EditStep => ({
    kind: 'create-label',
    content: { name, colour, hotkey: null, audioSetId },
  });
  store.history.edit({
    title: 'Annotate',
    author: 'ann',
    steps: [
      label('guitar', '#ff8800', '/m/0342h'),
      label('wren', '#00aa55', null),
      create('clips/band.mp4', 'guitar', {
        span: { fromSeconds: 1, toSeconds: 2.2 },
        boxes: [box(1, 0), box(2, 0.5)],
        note: 'in tune',
      }),
      create('clips/band.mp4', 'guitar', { span: { fromSeconds: 3, toSeconds: 3.5 }, status: 'checked' }),
      create('street.mkv', 'guitar', { boxes: [box(0.62, 0.125)] }),
      create('wren.wav', 'wren', { span: { fromSeconds: 0.25, toSeconds: 1.75 }, lowHz: 2000, highHz: 8000 }),
      create('wren.wav', 'wren', {
        span: { fromSeconds: 1.8, toSeconds: 1.9 },
        status: 'proposed',
        proposal: { method: 'neighbour-label', model: 'm', labelId: null, confidence: 0.75 },
      }),
    ],
  });
}

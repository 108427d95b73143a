import type { Handlers } from '../../contract/contract.ts';
import { EarsightError } from '../../contract/errors.ts';
import type { SoundReference } from '../../contract/moments.ts';
import type { ServiceContext } from '../context.ts';
import { checkTime, fileOfVideo, type MomentReader } from '../moments/index.ts';
import type { OutsideQueries } from '../queries/index.ts';
import type { Workbench } from '../workbench.ts';
import type { HeatmapSound } from './heatmap-maker.ts';

export {
  type HeatmapFrame,
  type HeatmapMaker,
  type HeatmapSound,
  heatmapSide,
  locating,
  makeHeatmapMaker,
  peakOf,
} from './heatmap-maker.ts';

/** `heatmap.compute`. An aborted request stops at its ffmpeg process, so the newest of many answers first. */
export function heatmapHandlers(
  context: ServiceContext,
  { heatmaps, outside }: Workbench,
): Partial<Handlers> {
  return {
    'heatmap.compute': (input, signal) =>
      context.models.use(input.model ?? context.settings.read().heatmapModel, async (shelved) => {
        const file = await fileOfVideo(context, input.video, signal);
        checkTime(file, input.at);
        const sound = await soundOf(
          context,
          outside,
          input.sound ?? { video: input.video, at: input.at },
          signal,
        );
        return heatmaps.make(shelved, { file, at: input.at, pixels: input.pixels }, sound, signal);
      }),
  };
}

/** The sound that a reference stands for. Throws `invalid-input` for a picture. */
export async function soundOf(
  context: ServiceContext,
  outside: OutsideQueries,
  reference: SoundReference,
  signal?: AbortSignal,
): Promise<HeatmapSound> {
  if ('video' in reference) {
    const file = await fileOfVideo(context, reference.video, signal);
    checkTime(file, reference.at, 'sound.at');
    return { file, at: reference.at };
  }
  const query = outside.get(reference.query);
  if (query.input instanceof Float32Array) return { name: query.id, samples: query.input };
  throw new EarsightError('invalid-input', `${query.name} is a picture: it has no sound.`, {
    field: 'sound',
    allowed: 'a moment of a video, or a query made of a sound',
  });
}

/** The second of a heatmap's sound: [48000] float32 mono 48 kHz. Throws `no-sound`. */
export async function samplesOf(
  reader: MomentReader,
  sound: HeatmapSound,
  signal?: AbortSignal,
): Promise<Float32Array> {
  if ('samples' in sound) return sound.samples;
  return (await reader.sound(sound.file, sound.at, signal)).samples;
}

import type { EvaluationResult } from '../../contract/evaluation.ts';
import type { VideoLabels } from '../../evaluation/index.ts';
import { centreCrop } from '../../media/index.ts';
import type { ServiceContext } from '../context.ts';
import { toEarsightError } from '../errors.ts';
import { isBlank, isSilent } from '../indexing/decode-video.ts';
import type { JobControl } from '../jobs/index.ts';
import { fileOfPath, fileOfVideo } from '../moments/index.ts';
import type { ChosenMoment, Purpose } from './choose-moments.ts';
import { type DecodedMoment, type Embedders, type MeasuredMoment, makeEmbedding } from './embed-moments.ts';
import type { LabelledVideo } from './labelled-videos.ts';
import type { MomentSpool } from './moment-spool.ts';
import { type ReadMoment, readMoments } from './read-moments.ts';

/** Which moments of a video to decode. */
export type MomentChoice = (entry: VideoLabels, durationSeconds: number) => readonly ChosenMoment[];

type Failures = EvaluationResult['details']['failures'];

/** Videos decoded ahead of the one that is embedded. */
const videosAhead = 2;

/** How to collect: which moments, with which networks, and where to keep them meanwhile. */
export interface Collecting {
  readonly embedders: Embedders;
  readonly choose: MomentChoice;
  readonly control: Pick<JobControl, 'signal' | 'report' | 'gate'>;
  readonly failures: Failures;
  /** Null keeps nothing: the work is done again after a kill. */
  readonly spool: MomentSpool | null;
}

/**
 * Decodes and embeds the chosen moments of all videos. Moments without picture or sound are left out (digital
 * silence only where silence is what is measured); files that cannot be read are listed.
 */
export async function collectMoments(
  context: ServiceContext,
  videos: readonly LabelledVideo[],
  collecting: Collecting,
): Promise<MeasuredMoment[]> {
  const { embedders, control, spool } = collecting;
  const measured: MeasuredMoment[] = videos.flatMap((video) =>
    (spool?.complete.get(video.path) ?? []).map((moment) => ({ ...moment, video })),
  );
  const left = videos.filter(({ path }) => !spool?.complete.has(path));
  const embedding = makeEmbedding(embedders, (video, moments) => {
    measured.push(...moments);
    spool?.add(video.path, moments);
  });
  const ahead: Promise<DecodedMoment[]>[] = [];
  for (let index = 0; index < left.length + videosAhead; index++) {
    const next = left[index];
    if (next) ahead.push(quiet(decodeVideo(context, next, collecting)));
    if (index < videosAhead) continue;
    await control.gate();
    await embedding.add((await ahead.shift()) ?? []);
    const done = videos.length - left.length + index - videosAhead + 1;
    control.report((0.95 * done) / videos.length, `${done} of ${videos.length} videos`);
  }
  await embedding.finish();
  // In the order of the videos, whichever run measured them.
  const places = new Map(videos.map(({ path }, place) => [path, place]));
  const placeOf = ({ video }: MeasuredMoment): number => places.get(video.path) ?? 0;
  return measured.sort((a, b) => placeOf(a) - placeOf(b) || a.at - b.at);
}

/** Work ahead may fail before anybody waits for it; whoever waits still hears of it. */
function quiet<Value>(promise: Promise<Value>): Promise<Value> {
  promise.catch(() => {});
  return promise;
}

async function decodeVideo(
  context: ServiceContext,
  video: LabelledVideo,
  { embedders, choose, control, failures }: Collecting,
): Promise<DecodedMoment[]> {
  const { signal } = control;
  try {
    const file =
      video.videoId === null
        ? await fileOfPath(context, video.path, signal)
        : await fileOfVideo(context, video.videoId, signal);
    const { picture } = file.probe;
    if (!picture) return [];
    const chosen = choose(video.entry, file.probe.durationSeconds);
    const tools = await context.tools(signal);
    const times = chosen.map(({ at }) => at);
    const read = await readMoments(tools, file, times, embedders.frames.framesPerMoment ?? 1, signal);
    const crop = centreCrop(picture);
    return read.flatMap((moment) => {
      const purposes = chosen.find(({ at }) => at === moment.at)?.purposes ?? [];
      const usable = usableMoment(moment, purposes);
      return usable ? [{ video, at: moment.at, purposes, crop, ...usable }] : [];
    });
  } catch (thrown) {
    signal.throwIfAborted();
    const { code, message } = toEarsightError(thrown);
    failures.push({ path: video.path, code, reason: message });
    return [];
  }
}

function usableMoment(
  { frame, sound }: ReadMoment,
  purposes: readonly Purpose[],
): Pick<DecodedMoment, 'pixels' | 'samples'> | null {
  if (!frame || !sound || isBlank(frame)) return null;
  if (isSilent(sound) && !purposes.includes('silence')) return null;
  return { pixels: frame, samples: sound };
}

import type { Collector } from '../../collector.ts';
import type { ImportContext, VideoReference } from '../../types.ts';
import type { CocoFile, CocoImage } from './coco-schema.ts';

/** The frame that an image shows. */
export interface FoundImage {
  readonly video: VideoReference;
  readonly atSeconds: number;
  /** The image's own size in pixels, where the file gives it. */
  readonly size: { width: number; height: number } | null;
}

/**
 * Finds the frames behind images: by the video and the frame that KWCOCO names, or by a file name such as
 * `clips/a.mp4/frame_000123.jpg`. `elsewhere` is an image of no video of the library (which is counted);
 * undefined one that the file does not list.
 */
export function imageFinder(
  coco: CocoFile,
  collector: Collector,
  context: ImportContext,
): (id: string | number) => FoundImage | 'elsewhere' | undefined {
  const images = new Map(coco.images.map((image) => [String(image.id), image]));
  const videos = new Map(coco.videos.map((video) => [String(video.id), video.name || video.file_name || '']));
  const found = new Map<string, FoundImage | 'elsewhere'>();
  return (id) => {
    const image = images.get(String(id));
    if (!image) return undefined;
    const known = found.get(String(id));
    if (known) return known;
    const result = findImage(image, videos, collector, context) ?? 'elsewhere';
    found.set(String(id), result);
    return result;
  };
}

function findImage(
  image: CocoImage,
  videos: ReadonlyMap<string, string>,
  collector: Collector,
  context: ImportContext,
): FoundImage | null {
  const named = nameParts(image.file_name ?? image.name ?? '');
  const listed = image.video_id == null ? undefined : videos.get(String(image.video_id));
  const video = listed === undefined ? videoOfName(named.folder, context) : collector.video(listed);
  if (!video) {
    if (listed === undefined) collector.losses.note('images that are not frames of a video of the library');
    return null;
  }
  const frame = image.frame_index ?? named.frame;
  // A timestamp is seconds in the video here; elsewhere it may be a date or the time of day.
  const seconds = typeof image.timestamp === 'number' ? image.timestamp : null;
  const atSeconds =
    seconds !== null && seconds >= 0 && seconds <= video.durationSeconds + 1
      ? seconds
      : frame === null
        ? null
        : (video.clock?.secondsAt(frame) ?? null);
  if (atSeconds === null) {
    collector.losses.note('images whose time in the video is not told');
    return null;
  }
  const size = image.width && image.height ? { width: image.width, height: image.height } : null;
  return { video, atSeconds, size };
}

/** `clips/a.mp4/frame_000123.jpg` is frame 123 of `clips/a.mp4`; so are `a_000123.jpg` and `a-123.png` of `a`. */
function nameParts(name: string): { folder: string[]; frame: number | null } {
  const path = name.replaceAll('\\', '/');
  const last = path.slice(path.lastIndexOf('/') + 1);
  const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
  const parts = /^(.{0,200}?)[_-]?(\d{1,9})\.\w{1,5}$/.exec(last);
  if (!parts) return { folder: [], frame: null };
  const stem = (parts[1] ?? '').replace(/[_-]?frame$/i, '');
  const within = folder === '' ? stem : `${folder}/${stem}`;
  return { folder: [folder, within].filter((candidate) => candidate !== ''), frame: Number(parts[2]) };
}

function videoOfName(candidates: readonly string[], context: ImportContext): VideoReference | null {
  for (const candidate of candidates) {
    const video = context.findVideo(candidate);
    if (video) return video;
  }
  return context.defaultVideo;
}

import type { VideoDetail, VideoItem } from '../../contract/library.ts';
import { centreCrop, type Probe } from '../../media/index.ts';
import type { Store, Video } from '../../store/index.ts';
import { kindByName } from './media-extensions.ts';

/** What has become of the proxy of a video that the window cannot play. */
export type ProxyState = VideoDetail['proxy'];

/** A video as the grid shows it. What the probe has not told yet is guessed from the name. */
export function videoItem(video: Video): VideoItem {
  return {
    id: video.id,
    source: video.sourceId,
    path: video.path,
    name: video.name,
    durationSeconds: video.durationSeconds,
    state: video.state,
    hasPicture: video.hasPicture ?? kindByName(video.name) !== 'audio',
    hasSound: video.hasSound ?? true,
    playable: video.playable ?? true,
    moments: video.moments,
    addedAt: video.addedAt,
    failure: failureOf(video),
  };
}

/** A video with all that the probe found; the probe's part is empty until it has been probed. */
export function videoDetail(store: Store, video: Video, proxy: ProxyState): VideoDetail {
  const probe = store.videos.probe(video.id) as Probe | null;
  const picture = probe?.picture ?? null;
  return {
    ...videoItem(video),
    absolutePath: `${store.sources.get(video.sourceId).folder}/${video.path}`,
    container: probe?.container ?? '',
    sizeBytes: video.sizeBytes,
    picture:
      picture === null
        ? null
        : {
            codec: picture.codec,
            displayWidth: picture.displayWidth,
            displayHeight: picture.displayHeight,
            rotationDegrees: picture.rotationDegrees,
            pixelAspect: [...picture.pixelAspect],
            framesPerSecond: picture.framesPerSecond,
            variableFrameRate: picture.variableFrameRate,
            crop: centreCrop(picture),
          },
    sounds: (probe?.sounds ?? []).map(({ codec, channels, sampleRateHz }) => ({
      codec,
      channels,
      sampleRateHz,
    })),
    coverArt: probe?.coverArt ?? false,
    proxy,
  };
}

function failureOf(video: Video): VideoItem['failure'] {
  if (video.presence === 'missing')
    return {
      code: 'not-found',
      reason: 'The file is no longer in its folder. It comes back when the file does.',
    };
  if (video.presence === 'offline')
    return { code: 'offline', reason: 'Its folder cannot be reached: the drive may be unplugged.' };
  return video.failure;
}

import type { Page } from 'playwright-core';

/** What happened on the page, in milliseconds of the page's own clock. */
export interface Recording {
  /** Where the pointer sent the playhead, in seconds of the video, and when the hand moved. */
  readonly moves: readonly { readonly at: number; readonly time: number }[];
  /** Presentation times of the frames that were shown, and when. */
  readonly frames: readonly { readonly at: number; readonly time: number }[];
  /** The frames whose heatmaps were shown, and when they were on the screen. */
  readonly maps: readonly { readonly at: number; readonly time: number }[];
}

const script = `(() => {
  const recording = { moves: [], frames: [], maps: [] };
  globalThis.recording = recording;
  const hear = (event) => {
    const line = event.target.closest?.('[data-timeline]');
    if (!line || event.buttons === 0) return;
    const box = line.getBoundingClientRect();
    const share = Math.min(Math.max((event.clientX - box.left) / box.width, 0), 1);
    recording.moves.push({ at: share * Number(line.ariaValueMax), time: event.timeStamp });
  };
  document.addEventListener('pointerdown', hear, true);
  document.addEventListener('pointermove', hear, true);
  let followed = null;
  const follow = () => {
    const video = document.querySelector('[data-player]');
    if (!video || video === followed) return;
    followed = video;
    const next = (_now, { mediaTime }) => {
      recording.frames.push({ at: mediaTime, time: performance.now() });
      if (followed === video) video.requestVideoFrameCallback(next);
    };
    video.requestVideoFrameCallback(next);
  };
  new MutationObserver((changes) => {
    follow();
    for (const { target } of changes) {
      if (target.dataset?.heatmap !== 'own' || !target.dataset.at) continue;
      const at = Number(target.dataset.at);
      // The map is drawn now and on the screen with the frame of the screen that comes next.
      requestAnimationFrame(() => recording.maps.push({ at, time: performance.now() }));
    }
  }).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-at', 'src'] });
  follow();
})()`;

/** Begins to record what the pointer does to the timeline and what the player shows. */
export async function record(page: Page): Promise<void> {
  await page.evaluate(script);
}

/** What was recorded since the last time; the record begins anew. */
export async function takeRecording(page: Page): Promise<Recording> {
  return (await page.evaluate(
    `(() => { const { moves, frames, maps } = recording; Object.assign(recording, { moves: [], frames: [], maps: [] }); return { moves, frames, maps }; })()`,
  )) as Recording;
}

/** From moving the hand to seeing the heatmap of the frame it asked for, and the first part of it: to the frame. */
export interface Latencies {
  readonly map: number[];
  readonly frame: number[];
}

/** Frames of the made videos a second. */
const framesPerSecond = 25;

/** The latency of each heatmap: since the newest movement of the hand that asked for its frame. */
export function latenciesOf({ moves, frames, maps }: Recording): Latencies {
  const since = (shown: { at: number; time: number }): number | null => {
    const asked = moves.findLast(
      ({ at, time }) =>
        time <= shown.time && at >= shown.at - 0.002 && at < shown.at + 1 / framesPerSecond + 0.002,
    );
    return asked ? shown.time - asked.time : null;
  };
  const of = (list: typeof maps) => list.map(since).filter((latency) => latency !== null);
  return { map: of(maps), frame: of(frames) };
}

import { EarsightError } from '../../contract/errors.ts';
import type { ClipMedia } from './clip-media.ts';
import { openFinishedClips } from './finished-clips.ts';
import { findMaterial } from './material.ts';
import { encodeClip, prepareClip } from './render-clip.ts';
import { openSourceFiles } from './source-files.ts';
import type { ComposeOptions, ComposeResult } from './types.ts';

/** How far a run is. */
export interface ComposeProgress {
  done: number;
  total: number;
  secondsLeft: number | null;
}

export interface ComposeHooks {
  signal?: AbortSignal;
  onProgress?(progress: ComposeProgress): void;
}

/**
 * Renders labelled videos for training and evaluation (issue: a benchmark with known truth): pictures drift
 * over backgrounds while one of them sounds. Clips that an earlier run completed are kept. Throws
 * `invalid-input`, `not-found`, `conflict` or `cancelled`; unreadable source files are listed, not thrown.
 */
export async function compose(
  options: ComposeOptions,
  media: ClipMedia,
  { signal = new AbortController().signal, onProgress }: ComposeHooks = {},
): Promise<ComposeResult> {
  checkOptions(options);
  const started = performance.now();
  const material = await findMaterial(options);
  const finished = await openFinishedClips(options, material);
  const waiting = Array.from({ length: options.clips }, (_, index) => index).filter(
    (index) => !finished.labels.has(index),
  );
  const files = openSourceFiles(media, signal);
  const failures: ComposeResult['failures'] = [];
  const total = waiting.length;
  let rendered = 0;
  let tried = 0;

  async function renderNext(): Promise<void> {
    for (let index = waiting.shift(); index !== undefined; index = waiting.shift()) {
      signal.throwIfAborted();
      try {
        const clip = await prepareClip(index, options, material, files);
        await encodeClip(clip, options, media, signal);
        await finished.add(index, clip.labels);
        rendered++;
      } catch (thrown) {
        // A clip whose sources are all broken is left out; anything else ends the run.
        if (!(thrown instanceof EarsightError) || thrown.code !== 'unreadable-file') throw thrown;
        failures.push({ path: `clip ${index}`, code: thrown.code, reason: thrown.message });
      }
      tried++;
      const elapsed = (performance.now() - started) / 1000;
      onProgress?.({ done: tried, total, secondsLeft: (elapsed / tried) * (total - tried) });
    }
  }

  const kept = options.clips - total;
  const workers = Array.from({ length: Math.max(1, options.jobs) }, () => renderNext());
  try {
    await Promise.all(workers);
  } catch (thrown) {
    waiting.length = 0;
    await Promise.allSettled(workers);
    throw thrown;
  }
  const labels = await finished.writeLabels(options.clips);
  const seconds = (performance.now() - started) / 1000;
  const videoSeconds = rendered * options.seconds;
  return {
    clips: { wanted: options.clips, rendered, kept },
    videoSeconds,
    seconds,
    timesRealTime: videoSeconds / seconds,
    labels,
    failures: [...files.failures(), ...failures],
  };
}

/** A year of ten-second clips is three million. */
const mostClips = 1_000_000;

/** Throws `invalid-input` for the first option out of bounds. */
function checkOptions(options: ComposeOptions): void {
  const require = (ok: boolean, field: keyof ComposeOptions, allowed: string): void => {
    if (ok) return;
    const value = JSON.stringify(options[field]);
    throw new EarsightError('invalid-input', `${value} is no good value of ${field}.`, { field, allowed });
  };
  const even = (size: number): boolean =>
    Number.isInteger(size) && size % 2 === 0 && size >= 32 && size <= 2048;
  const share = (value: number): boolean => value >= 0 && value <= 1;
  const { clips } = options;
  require(Number.isInteger(clips) &&
    clips >= 1 &&
    clips <= mostClips, 'clips', `a whole number from 1 to ${mostClips}`);
  require(Number.isInteger(options.seed), 'seed', 'a whole number');
  require(options.seconds >= 1 && options.seconds <= 600, 'seconds', '1 to 600');
  require(even(options.width), 'width', 'an even number from 32 to 2048');
  require(even(options.height), 'height', 'an even number from 32 to 2048');
  require(options.framesPerSecond >= 1 && options.framesPerSecond <= 60, 'framesPerSecond', '1 to 60');
  require(share(options.switchShare), 'switchShare', '0 to 1');
  require(share(options.silenceShare), 'silenceShare', '0 to 1');
  require(share(options.absentShare), 'absentShare', '0 to 1');
  require(share(options.heldOutImages), 'heldOutImages', '0 to 1');
  require(Number.isInteger(options.jobs) && options.jobs >= 1, 'jobs', 'a whole number from 1');
}

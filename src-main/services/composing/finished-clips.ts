import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { EarsightError } from '../../contract/errors.ts';
import { replaceFile } from '../../files/whole-files.ts';
import type { Material } from './material.ts';
import { hashText } from './random.ts';
import type { ClipLabels, ComposeOptions } from './types.ts';

const recordFolder = '.composing';
const settingsFile = 'settings.json';

/** The record of finished clips in an output folder, so that an interrupted run goes on where it was. */
export interface FinishedClips {
  /** Labels of the clips that are complete, by index. */
  readonly labels: Map<number, ClipLabels>;
  /** Notes a clip as complete; call after its video is in place. */
  add(index: number, labels: ClipLabels): Promise<void>;
  /** Writes labels.json with the first `clips` clips in order; gives its path. */
  writeLabels(clips: number): Promise<string>;
}

/**
 * Opens the record of an output folder, making the folder. Throws `conflict` when it holds clips of other
 * settings or other source files, as mixing them would make a set that no command line describes, and when it holds
 * files of the names to be written that are from no run.
 */
export async function openFinishedClips(options: ComposeOptions, material: Material): Promise<FinishedClips> {
  const folder = path.join(options.out, recordFolder);
  await mkdir(folder, { recursive: true });
  await claimFolder(folder, settingsText(options, material));
  const labels = new Map<number, ClipLabels>();
  const videos = new Set(await readdir(options.out));
  for (const name of await readdir(folder)) {
    const index = /^(\d+)\.json$/.exec(name)?.[1];
    if (index === undefined) continue;
    const clip = await readRecord(path.join(folder, name));
    if (clip && videos.has(clip.video)) labels.set(Number(index), clip);
  }
  return {
    labels,
    async add(index, clip) {
      const target = path.join(folder, `${String(index).padStart(5, '0')}.json`);
      replaceFile(target, JSON.stringify(clip));
      labels.set(index, clip);
    },
    async writeLabels(clips) {
      const target = path.join(options.out, 'labels.json');
      const ordered = [...labels].filter(([index]) => index < clips).sort(([a], [b]) => a - b);
      const lines = ordered.map(([, clip]) => JSON.stringify(clip)).join(',\n');
      replaceFile(target, `[\n${lines}\n]\n`);
      return target;
    },
  };
}

/** All that decides what a clip looks and sounds like; the number of clips and of jobs does not. */
function settingsText(options: ComposeOptions, material: Material): string {
  const { clips: _clips, jobs: _jobs, out: _out, images, sounds, ...rest } = options;
  const listing: string[] = [];
  for (const files of material.pictures.values()) {
    for (const file of files) listing.push(path.relative(images, file));
  }
  for (const recordings of material.recordings.values()) {
    for (const { files } of recordings) {
      for (const file of files) listing.push(path.relative(sounds, file));
    }
  }
  const settings = { ...rest, classes: material.classes, files: listing.length };
  return JSON.stringify({ ...settings, listing: hashText(listing.join('\n')) }, null, 1);
}

async function claimFolder(folder: string, settings: string): Promise<void> {
  const file = path.join(folder, settingsFile);
  const before = await readFile(file, 'utf8').catch(() => null);
  if (before === null) {
    await refuseForeignFiles(path.dirname(folder));
    return replaceFile(file, settings);
  }
  if (before === settings) return;
  const [old, now] = [JSON.parse(before), JSON.parse(settings)] as Record<string, unknown>[];
  const changed = Object.keys(now ?? {}).filter(
    (key) => JSON.stringify(old?.[key]) !== JSON.stringify(now?.[key]),
  );
  throw new EarsightError(
    'conflict',
    `The output folder holds clips made with other settings (${changed.join(', ')}).`,
    { field: 'out', allowed: 'an empty folder, or the settings of the first run' },
  );
}

/** Throws `conflict` where files that no run of ours has made stand under the names of those it would write. */
async function refuseForeignFiles(out: string): Promise<void> {
  const foreign = (await readdir(out)).find((name) => /^(\d{5,}\.mp4|labels\.json)$/.test(name));
  if (foreign === undefined) return;
  throw new EarsightError(
    'conflict',
    `The output folder holds ${foreign}, which is not from an earlier run.`,
    {
      field: 'out',
      allowed: 'an empty folder, or that of a run to go on with',
    },
  );
}

async function readRecord(file: string): Promise<ClipLabels | null> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as ClipLabels;
  } catch {
    // A record cut short by a power failure: the clip is simply made again.
    await rm(file, { force: true });
    return null;
  }
}

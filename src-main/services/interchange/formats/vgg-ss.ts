import { z } from 'zod';
import type { KeyBox } from '../../annotations/types.ts';
import { Collector, LossCounter } from '../collector.ts';
import {
  byVideo,
  finished,
  noteLosses,
  type Property,
  safePath,
  stemOf,
  type VideoExport,
} from '../export-plan.ts';
import { readJson } from '../json-source.ts';
import type {
  Export,
  ExportInput,
  ImportContext,
  ImportedFile,
  ImportFile,
  InterchangeFormat,
  VideoReference,
} from '../types.ts';

const carried: ReadonlySet<Property> = new Set(['boxes']);

/**
 * The boxes of VGG-SS (Chen et al., CVPR 2021): `[{file, class, bbox: [[x0, y0, x1, y1], …]}]`, coordinates
 * 0…1, for one frame a clip: its middle. `at` (seconds) is an addition of ours that other readers pass over.
 */
export const vggSs: InterchangeFormat = {
  id: 'vgg-ss',
  name: 'VGG-SS JSON',
  extensions: ['.json'],
  recognise: ({ start }) =>
    /^\s*\[\s*\{[^{}]*"(file|class|bbox)"\s*:/.test(start) && start.includes('"bbox"') ? 0.9 : 0,
  read,
  write,
};

const entry = z.object({
  file: z.union([z.string(), z.int().transform(String)]),
  class: z.string(),
  bbox: z.array(z.array(z.number()).length(4)),
  at: z.number().min(0).optional(),
});

function read(file: ImportFile, context: ImportContext): ImportedFile {
  const source = readJson(file, z.array(entry));
  const collector = new Collector(context);
  source.value.forEach((item, index) => {
    const video = collector.video(item.file);
    if (!video) return;
    const atSeconds = item.at ?? middleOf(video);
    item.bbox.forEach(([x0 = 0, y0 = 0, x1 = 0, y1 = 0], number) => {
      const boxes = [{ atSeconds, x0, y0, x1, y1 }];
      collector.add({ video, label: item.class, boxes }, source.place([index, 'bbox', number]));
    });
  });
  return collector.result();
}

/** When the middle frame appears. */
function middleOf(video: VideoReference): number {
  const middle = video.durationSeconds / 2;
  return video.clock ? video.clock.secondsAt(video.clock.frameAt(middle)) : middle;
}

function write(input: ExportInput): Export {
  const losses = new LossCounter();
  const videos = byVideo(input, losses).map((group) => writeVideo(group, losses));
  const entries = videos.flatMap((video) => video.entries);
  const written = videos.reduce((sum, video) => sum + video.written, 0);
  const files = [{ path: `${safePath(input.name)}.json`, text: `${JSON.stringify(entries, null, 1)}\n` }];
  return finished(files, written, losses);
}

/** The entries of a video: all boxes at the key time nearest to its middle, one entry a label. */
function writeVideo(
  group: VideoExport,
  losses: LossCounter,
): { entries: z.input<typeof entry>[]; written: number } {
  const all: { label: string; box: KeyBox }[] = [];
  for (const annotation of group.annotations) {
    noteLosses(annotation, carried, losses);
    if (annotation.boxes.length === 0) losses.note('annotations without boxes');
    else if (annotation.span) losses.note('spans of annotations with boxes');
    for (const box of annotation.boxes) all.push({ label: annotation.label ?? '', box });
  }
  const middle = middleOf(group.video);
  const at = all
    .map(({ box }) => box.atSeconds)
    .reduce<number | null>(
      (best, time) => (best === null || Math.abs(time - middle) < Math.abs(best - middle) ? time : best),
      null,
    );
  if (at === null) return { entries: [], written: 0 };
  const byLabel = new Map<string, number[][]>();
  for (const { label, box } of all) {
    if (box.atSeconds === at)
      byLabel.set(label, [...(byLabel.get(label) ?? []), [box.x0, box.y0, box.x1, box.y1]]);
    else losses.note('boxes away from the one frame that the format has for each video');
  }
  const file = stemOf(group.video.video);
  return {
    entries: Array.from(byLabel, ([label, bbox]) => ({ file, class: label, bbox, at })),
    written: group.annotations.filter(({ boxes }) => boxes.some(({ atSeconds }) => atSeconds === at)).length,
  };
}

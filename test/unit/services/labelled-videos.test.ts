import { expect, test } from 'vitest';
import { type LabelledVideo, onceEach } from '../../../src-main/services/evaluation/labelled-videos.ts';

function labelled(path: string, label: string, at: number): LabelledVideo {
  const boxes = [{ at, label, xyxy: [0, 0, 0.5, 0.5] as [number, number, number, number] }];
  return {
    videoId: null,
    name: path,
    path,
    classes: [label],
    entry: { video: path, named: 'path', labels: [label], boxes, segments: [], objects: [] },
  };
}

test('a video of two entries is measured once, with the labels and boxes of both', () => {
  const videos = onceEach([
    labelled('/a.mp4', 'Harp', 1),
    labelled('/b.mp4', 'Harp', 1),
    labelled('/a.mp4', 'Drum', 2),
  ]);
  expect(videos.map(({ path }) => path)).toEqual(['/a.mp4', '/b.mp4']);
  expect(videos[0]!.classes).toEqual(['Harp', 'Drum']);
  expect(videos[0]!.entry.boxes.map(({ at }) => at)).toEqual([1, 2]);
});

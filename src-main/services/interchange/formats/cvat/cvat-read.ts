import type { KeyBox } from '../../../annotations/types.ts';
import { Collector, type Draft } from '../../collector.ts';
import { InterchangeError } from '../../errors.ts';
import type { FrameClock } from '../../frame-clock.ts';
import { videoOfFile } from '../../nameless.ts';
import type { ImportContext, ImportedFile, ImportFile, VideoReference } from '../../types.ts';
import {
  child,
  children,
  numberAttribute,
  readXml,
  requiredAttribute,
  type XmlElement,
} from '../../xml-source.ts';
import { ownAttributes, unlabelled } from './cvat-own.ts';

interface Task {
  readonly collector: Collector;
  readonly video: VideoReference;
  readonly clock: FrameClock;
  readonly size: { width: number; height: number };
}

/** Reads CVAT for video 1.1, and CVAT for images 1.1 where the images are frames of a video. @throws InterchangeError */
export function readCvat(file: ImportFile, context: ImportContext): ImportedFile {
  const root = readXml(file);
  if (root.name !== 'annotations') {
    throw new InterchangeError('unsupported-format', 'not CVAT annotations', root.place(), 'annotations');
  }
  const meta = child(root, 'meta');
  if (meta && child(meta, 'project')) {
    throw new InterchangeError(
      'unsupported-format',
      'exports of whole projects are not read',
      meta.place(),
      'exports of one task or job',
    );
  }
  const collector = new Collector(context);
  readLabels(meta, collector);
  const task = openTask(root, meta, { file, context, collector });
  if (!task) return collector.result();
  for (const element of root.children) {
    if (element.name === 'track') readTrack(element, task);
    else if (element.name === 'image') readImage(element, task);
  }
  return collector.result();
}

/** `task` in exports of tasks, `job` in exports of jobs. */
function jobOf(meta: XmlElement | undefined): XmlElement | undefined {
  return meta && (child(meta, 'task') ?? child(meta, 'job'));
}

function readLabels(meta: XmlElement | undefined, collector: Collector): void {
  const job = jobOf(meta);
  const labels = job && child(job, 'labels');
  for (const label of labels ? children(labels, 'label') : []) {
    const name = child(label, 'name')?.text ?? '';
    if (name.trim() !== unlabelled)
      collector.label(name, { colour: child(label, 'color')?.text.trim() ?? null });
  }
}

function openTask(
  root: XmlElement,
  meta: XmlElement | undefined,
  state: { file: ImportFile; context: ImportContext; collector: Collector },
): Task | null {
  const { file, context, collector } = state;
  const job = jobOf(meta);
  const source =
    (meta && child(meta, 'source')?.text.trim()) || (job && child(job, 'source')?.text.trim()) || '';
  const video =
    context.defaultVideo ?? (source === '' ? videoOfFile(file, context) : collector.video(source));
  if (!video) return null;
  const original = (job && child(job, 'original_size')) ?? (meta && child(meta, 'original_size'));
  const number = (name: string): number => Number(original ? child(original, name)?.text : Number.NaN);
  const width = number('width') > 0 ? number('width') : (video.displayWidth ?? 0);
  const height = number('height') > 0 ? number('height') : (video.displayHeight ?? 0);
  if (!video.clock || !(width > 0) || !(height > 0)) {
    const reason = `${video.video} has no picture, and CVAT counts in its frames`;
    throw new InterchangeError('invalid-input', reason, root.place());
  }
  return { collector, video, clock: video.clock, size: { width, height } };
}

interface TrackBox {
  readonly element: XmlElement;
  readonly frame: number;
  readonly outside: boolean;
}

/**
 * A track is visible from a keyframe up to the frame of the next box with `outside`; each such stretch is an
 * annotation. Boxes that are no keyframes were interpolated by CVAT and are left to us again.
 */
function readTrack(track: XmlElement, task: Task): void {
  const { collector } = task;
  const label = requiredAttribute(track, 'label');
  const boxes = children(track, 'box').map((element) => ({
    element,
    frame: numberAttribute(element, 'frame'),
    outside: element.attributes.get('outside') === '1',
    keyframe: element.attributes.get('keyframe') !== '0',
  }));
  if (track.children.some((shape) => shape.name !== 'box')) {
    collector.losses.note('shapes other than boxes (polygons, points, masks, skeletons)');
  }
  const stretches: { boxes: TrackBox[]; endFrame: number }[] = [];
  let stretch: TrackBox[] = [];
  const keys = boxes
    .filter((box) => box.keyframe || box.outside)
    .sort((one, other) => one.frame - other.frame);
  for (const box of keys) {
    if (!box.outside) stretch.push(box);
    else if (stretch.length > 0) {
      stretches.push({ boxes: stretch, endFrame: box.frame });
      stretch = [];
    }
  }
  if (stretch.length > 0) stretches.push({ boxes: stretch, endFrame: task.clock.frameCount });
  for (const { boxes: seen, endFrame } of stretches) {
    // Times that we wrote hold only while the track is as we wrote it: one stretch.
    addStretch(seen, endFrame, { track, label, task, untouched: stretches.length === 1 });
  }
}

function addStretch(
  boxes: readonly TrackBox[],
  endFrame: number,
  { track, label, task, untouched }: { track: XmlElement; label: string; task: Task; untouched: boolean },
): void {
  const first = boxes[0] as TrackBox;
  const keyBoxes = boxes.map((box) => keyBox(box.element, box.frame, task));
  const own = ownAttributes(first.element, task.collector);
  const exactTime = (box: KeyBox, index: number): number => {
    const time = own?.boxTimes?.[index];
    const frame = boxes[index]?.frame;
    return untouched && time !== undefined && task.clock.frameAt(time) === frame ? time : box.atSeconds;
  };
  const single = boxes.length === 1 && endFrame <= first.frame + 1;
  const seen = { fromSeconds: task.clock.secondsAt(first.frame), toSeconds: task.clock.secondsAt(endFrame) };
  task.collector.add(
    {
      video: task.video,
      label: label === unlabelled ? '' : label,
      boxes: keyBoxes.map((box, index) => ({ ...box, atSeconds: exactTime(box, index) })),
      ...(own?.draft ?? foreignNote(first.element, task.collector)),
      ...(own && untouched ? {} : { span: single ? null : seen }),
    },
    track.place(),
  );
}

function keyBox(element: XmlElement, frame: number, { clock, size }: Task): KeyBox {
  return {
    atSeconds: clock.secondsAt(Math.max(0, Math.round(frame))),
    x0: numberAttribute(element, 'xtl') / size.width,
    y0: numberAttribute(element, 'ytl') / size.height,
    x1: numberAttribute(element, 'xbr') / size.width,
    y1: numberAttribute(element, 'ybr') / size.height,
  };
}

/** Attributes of foreign projects, as a note. */
function foreignNote(element: XmlElement, collector: Collector): Pick<Draft, 'note'> {
  const lines = children(element, 'attribute').map((attribute) => {
    collector.losses.note('attributes, kept in the note as they are at the first box');
    return `${attribute.attributes.get('name') ?? ''}: ${attribute.text}`;
  });
  return { note: lines.join('\n') };
}

/** In image mode `id` is the number of the frame. */
function readImage(image: XmlElement, task: Task): void {
  const frame = numberAttribute(image, 'id');
  for (const shape of image.children) {
    if (shape.name !== 'box') {
      task.collector.losses.note('shapes other than boxes (polygons, points, masks, skeletons)');
      continue;
    }
    const label = requiredAttribute(shape, 'label');
    const boxes = [keyBox(shape, frame, task)];
    task.collector.add(
      { video: task.video, label, boxes, ...foreignNote(shape, task.collector) },
      shape.place(),
    );
  }
}

import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** AudioSet names of the labels in clips.json that are no such names themselves. */
const audioSetNames: Readonly<Record<string, string>> = {
  drums: 'Drum kit',
  congas: 'Drum',
  double_bass: 'Double bass',
  dog: 'Dog',
  baby: 'Baby cry, infant cry',
  train: 'Train',
  engine: 'Engine',
  fireworks: 'Fireworks',
  speech: 'Speech',
};

interface RealClip {
  file: string;
  label: string;
  frame_seconds?: number;
  boxes_xyxy?: number[][];
}

/** Copies the real clips of a folder with a clips.json and writes their labels in the format of `evaluate`. */
export async function prepareRealClips(folder: string, out: string): Promise<void> {
  const clips = JSON.parse(await readFile(join(folder, 'clips.json'), 'utf8')) as RealClip[];
  await mkdir(out, { recursive: true });
  const labels = [];
  for (const { file, label, frame_seconds: at, boxes_xyxy: boxes = [] } of clips) {
    await cp(join(folder, file), join(out, file));
    const name = audioSetNames[label] ?? label.charAt(0).toUpperCase() + label.slice(1);
    labels.push({
      video: file,
      labels: [name],
      boxes: at === undefined ? [] : boxes.map((xyxy) => ({ at, label: name, xyxy })),
    });
  }
  await writeFile(join(out, 'labels.json'), `${JSON.stringify(labels, null, 1)}\n`);
}

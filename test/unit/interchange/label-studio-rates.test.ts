import { describe, expect, it } from 'vitest';
import { formatNamed, type ImportedFile } from '../../../src-main/services/interchange/index.ts';
import { band, eleven, library, textFile, videos } from '../../fixtures/interchange/band.ts';

// Label Studio counts frames from 1 at the rate of its configuration: frame n begins at (n - 1) / rate.
const ranges = { ranges: [{ start: 49, end: 96 }], timelinelabels: ['guitar'] };
const timeline = { type: 'timelinelabels', from_name: 'timeline', to_name: 'video', value: ranges };

function read(data: object, results: readonly object[] = [timeline]): ImportedFile {
  const task = [{ data: { video: 'band.mp4', ...data }, annotations: [{ result: results }] }];
  const file = textFile('tasks.json', JSON.stringify(task));
  return formatNamed('label-studio', 'read').read?.(file, library()) as ImportedFile;
}

function span(imported: ImportedFile): number[] {
  const found = imported.annotations.find(({ label }) => label === 'guitar')?.span;
  return [found?.fromSeconds ?? Number.NaN, found?.toSeconds ?? Number.NaN];
}

const assumed = { what: 'regions in frames without a frame rate, taken as 24 a second', count: 1 };

describe('ranges of frames from Label Studio', () => {
  it.each([25, '25'])('are counted at the rate that the task tells: %j', (fps) => {
    const imported = read({ fps });
    expect(span(imported)).toEqual([1.92, 3.84]);
    expect(imported.warnings).toEqual([]);
  });

  it('are counted at the rate of the task where the video has another', () => {
    expect(span(read({ fps: 48 }))).toEqual([1, 2]);
  });

  it('are counted as the boxes of the same task, which tell frames and duration', () => {
    const key = { frame: 1, enabled: false, x: 0, y: 0, width: 50, height: 50 };
    const value = { framesCount: 480, duration: 10, sequence: [key], labels: ['box'] };
    const box = { type: 'videorectangle', from_name: 'box', to_name: 'video', value };
    const imported = read({}, [timeline, box]);
    expect(span(imported)).toEqual([1, 2]);
    expect(imported.warnings).toEqual([]);
  });

  it('are taken at 24 a second, and the result says so, where nothing tells', () => {
    const imported = read({});
    expect(span(imported)).toEqual([2, 4]);
    expect(imported.warnings).toEqual([assumed]);
  });

  it.each([0, -25, 1e9, 'fast', null])('are taken at 24 a second where the rate is none: %j', (fps) => {
    expect(read({ fps }).warnings).toEqual([assumed]);
  });
});

describe('an export to Label Studio', () => {
  const base = { span: { fromSeconds: 1.92, toSeconds: 3.84 }, boxes: [], note: '', author: '' };
  const annotations = [band, eleven].map(({ video }) => ({
    ...base,
    ...{ video, label: 'guitar', status: 'accepted' as const },
  }));
  const exported = formatNamed('label-studio', 'write').write?.({ name: 'all', videos, annotations }, {});

  it('tells the rate of each video, and its configuration counts frames by it', () => {
    const tasks = JSON.parse(exported?.files[0]?.text ?? '') as { data: object }[];
    expect(tasks.map(({ data }) => data)).toEqual([
      { video: 'clips/band.mp4', audio: 'clips/band.mp4', fps: 25 },
      { video: 'sounds/eleven.wav', audio: 'sounds/eleven.wav', fps: 24 },
    ]);
    expect(exported?.files[1]?.text).toContain('<Video name="video" value="$video" frameRate="$fps"/>');
  });

  it('comes back at its own times also without what it says of itself', () => {
    const text = (exported?.files[0]?.text ?? '').replaceAll('"earsight"', '"gone"');
    const format = formatNamed('label-studio', 'read');
    const back = format.read?.(textFile('all.json', text), library()).annotations;
    expect(back?.map((one) => one.span)).toEqual([base.span, base.span]);
  });
});

import { describe, expect, it } from 'vitest';
import { planScan, type ScanPlan } from '../../../src-main/services/libraries/scan-plan.ts';
import type { FoundFile, Video } from '../../../src-main/store/index.ts';

let nextId = 1;

function row(path: string, hash: string, change: Partial<Video> = {}): Video {
  return {
    id: nextId++,
    sourceId: 1,
    path,
    pathBytes: null,
    name: path.slice(path.lastIndexOf('/') + 1),
    state: 'indexed',
    presence: 'present',
    durationSeconds: 1,
    hasPicture: true,
    hasSound: true,
    playable: true,
    moments: 1,
    addedAt: '',
    failure: null,
    removed: false,
    sizeBytes: 10,
    modifiedMs: 1,
    contentHash: hash,
    ...change,
  };
}

function file(path: string, hash: string | null, change: Partial<FoundFile> = {}): FoundFile {
  return { path, contentHash: hash, sizeBytes: 10, modifiedMs: 2, ...change };
}

function plan(
  rows: Video[],
  files: FoundFile[],
  more: { unreadable?: string[]; elsewhere?: Video[] } = {},
): ScanPlan {
  return planScan({
    sourceId: 1,
    rows,
    files,
    unreadable: more.unreadable ?? [],
    orphansElsewhere: more.elsewhere ?? [],
  });
}

/** What a plan does, in a form that is easy to compare. */
function told(result: ScanPlan) {
  const pair = ({ video, file: found }: { video: Video; file: FoundFile }): string =>
    `${video.path} → ${found.path}`;
  return {
    touched: result.touched.map(pair),
    moved: result.moved.map(pair).sort(),
    changed: result.changed.map(pair),
    added: result.added.map((found) => found.path),
    returned: result.returned.map((video) => video.path),
    missing: result.missing.map((video) => video.path),
    outOfReach: result.outOfReach.map((video) => video.path),
    unchanged: result.unchanged,
  };
}

const nothing = {
  touched: [],
  moved: [],
  changed: [],
  added: [],
  returned: [],
  missing: [],
  outOfReach: [],
  unchanged: 0,
};

describe('a scan', () => {
  it('leaves a file alone whose size and time are those on record', () => {
    expect(told(plan([row('a', 'A')], [file('a', 'A', { modifiedMs: 1 })]))).toEqual({
      ...nothing,
      unchanged: 1,
    });
  });

  it('renews the record of a file that was only touched', () => {
    expect(told(plan([row('a', 'A')], [file('a', 'A')]))).toEqual({ ...nothing, touched: ['a → a'] });
  });

  it('takes other content under the same path as a change', () => {
    expect(told(plan([row('a', 'A')], [file('a', 'B')]))).toEqual({ ...nothing, changed: ['a → a'] });
  });

  it('follows a file that was renamed or moved to another folder', () => {
    expect(told(plan([row('a', 'A')], [file('deep/b', 'A')]))).toEqual({ ...nothing, moved: ['a → deep/b'] });
  });

  it('takes a copy as new, since the original is still there', () => {
    const files = [file('a', 'A', { modifiedMs: 1 }), file('copy of a', 'A')];
    expect(told(plan([row('a', 'A')], files))).toEqual({ ...nothing, unchanged: 1, added: ['copy of a'] });
  });

  it('sorts out names that were swapped', () => {
    const result = plan([row('a', 'A'), row('b', 'B')], [file('a', 'B'), file('b', 'A')]);
    expect(told(result)).toEqual({ ...nothing, moved: ['a → b', 'b → a'] });
  });

  it('sorts out names that were shifted along, a new file taking the first', () => {
    const rows = [row('1', 'A'), row('2', 'B')];
    const files = [file('1', 'N'), file('2', 'A'), file('3', 'B')];
    expect(told(plan(rows, files))).toEqual({ ...nothing, moved: ['1 → 2', '2 → 3'], added: ['1'] });
  });

  it('tells a deleted file from the one that was given its name', () => {
    const result = plan([row('a', 'A'), row('b', 'B')], [file('a', 'B')]);
    expect(told(result)).toEqual({ ...nothing, moved: ['b → a'], missing: ['a'] });
  });

  it('pairs several moved copies by name first, and each row once', () => {
    const rows = [row('x/one', 'A'), row('x/two', 'A')];
    const result = plan(rows, [file('y/other', 'A'), file('y/two', 'A'), file('y/third', 'A')]);
    expect(told(result)).toEqual({
      ...nothing,
      moved: ['x/one → y/other', 'x/two → y/two'],
      added: ['y/third'],
    });
  });

  it('takes empty files as they come: they say nothing about who is who', () => {
    const result = plan([row('a', 'E', { sizeBytes: 0 })], [file('b', 'E', { sizeBytes: 0 })]);
    expect(told(result)).toEqual({ ...nothing, added: ['b'], missing: ['a'] });
  });

  it('marks what is gone as missing, and what lies in unreadable folders as out of reach', () => {
    const rows = [row('gone', 'A'), row('locked/b', 'B'), row('locked too/c', 'C'), row('unreadable', 'D')];
    const result = plan(rows, [], { unreadable: ['locked', 'unreadable'] });
    expect(told(result)).toEqual({
      ...nothing,
      missing: ['gone', 'locked too/c'],
      outOfReach: ['locked/b', 'unreadable'],
    });
  });

  it('welcomes a missing file back, under its own name or another', () => {
    const rows = [row('a', 'A', { presence: 'missing' }), row('b', 'B', { presence: 'offline' })];
    expect(told(plan(rows, [file('a', 'A'), file('c', 'B')]))).toEqual({
      ...nothing,
      touched: ['a → a'],
      returned: ['a'],
      moved: ['b → c'],
    });
  });

  it('prefers the video that is there to a missing one that had the same path', () => {
    const rows = [row('a', 'A'), row('a', 'OLD', { presence: 'missing' })];
    expect(told(plan(rows, [file('a', 'A', { modifiedMs: 1 })]))).toMatchObject({
      unchanged: 1,
      changed: [],
    });
    expect(told(plan(rows, [file('a', 'OLD')]))).toMatchObject({ moved: ['a → a'], missing: ['a'] });
  });

  it('keeps a removed video removed when its file is renamed, and does not count it', () => {
    const removed = row('a', 'A', { removed: true });
    expect(told(plan([removed], [file('a', 'A', { modifiedMs: 1 })]))).toEqual(nothing);
    expect(told(plan([removed], [file('b', 'A')]))).toEqual({ ...nothing, moved: ['a → b'] });
  });

  it('takes a video over from another source whose file is gone there', () => {
    const elsewhere = [row('old/a', 'A', { sourceId: 2 })];
    expect(told(plan([], [file('a', 'A')], { elsewhere }))).toEqual({ ...nothing, moved: ['old/a → a'] });
  });

  it('adds a new file that cannot be read, so that its trouble is shown, and hashes it when it can be', () => {
    expect(told(plan([], [file('locked', null)])).added).toEqual(['locked']);
    const unhashed = row('locked', '', { contentHash: null });
    expect(told(plan([unhashed], [file('locked', 'A', { modifiedMs: 1 })])).touched).toEqual([
      'locked → locked',
    ]);
  });
});

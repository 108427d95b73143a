import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openMomentSpool } from '../../../src-main/services/evaluation/moment-spool.ts';

let folder = '';
const file = (): string => join(folder, 'a', 'job.spool');
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'earsight-spool-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const moment = (at: number, grid: number | null) => ({
  at,
  purposes: ['retrieval', 'boxed'] as const,
  crop: { x: 0.2, y: 0, width: 0.6, height: 1 },
  frame: Float32Array.of(at, 2, 3),
  sound: Float32Array.of(4, 5),
  grid: grid === null ? null : Float32Array.of(grid, grid),
});

describe('the spool of an evaluation', () => {
  it('gives back what was measured, video by video', () => {
    const spool = openMomentSpool(file(), 'model seed');
    spool.add('ü.mp4', [moment(0.5, null), moment(1.5, 7)]);
    spool.add('b.mp4', []);
    const again = openMomentSpool(file(), 'model seed');
    expect([...again.complete.keys()]).toEqual(['ü.mp4', 'b.mp4']);
    expect(again.complete.get('ü.mp4')).toEqual([moment(0.5, null), moment(1.5, 7)]);
  });

  it('drops a record that a kill cut short, wherever it was cut, and goes on behind the last whole one', () => {
    openMomentSpool(file(), 'x').add('a.mp4', [moment(0.5, 1)]);
    const whole = readFileSync(file());
    openMomentSpool(file(), 'x').add('b.mp4', [moment(1.5, 2)]);
    const both = readFileSync(file());
    for (let length = whole.length; length < both.length; length += 13) {
      writeFileSync(file(), both.subarray(0, length));
      const spool = openMomentSpool(file(), 'x');
      expect([...spool.complete.keys()]).toEqual(['a.mp4']);
      spool.add('c.mp4', [moment(2.5, 3)]);
      expect([...openMomentSpool(file(), 'x').complete.keys()]).toEqual(['a.mp4', 'c.mp4']);
    }
  });

  it('discards what belongs to another evaluation', () => {
    openMomentSpool(file(), 'x').add('a.mp4', [moment(0.5, 1)]);
    expect(openMomentSpool(file(), 'y').complete.size).toBe(0);
    appendFileSync(file(), 'z');
    expect(openMomentSpool(file(), 'x').complete.size).toBe(0);
  });

  it('is gone when the evaluation has ended', () => {
    const spool = openMomentSpool(file(), 'x');
    spool.remove();
    expect(existsSync(file())).toBe(false);
  });
});

import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import {
  formatProgress,
  formatSeconds,
  makeProgressLine,
} from '../../../src-main/app/command-line/progress-line.ts';

/** A stream that keeps what is written to it, as a terminal of some columns or as a file. */
function streamOf(terminal: { columns: number } | null): { stream: NodeJS.WriteStream; text: () => string } {
  let text = '';
  const stream = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk);
      done();
    },
  });
  if (terminal) Object.assign(stream, { isTTY: true, ...terminal });
  return { stream: stream as NodeJS.WriteStream, text: () => text };
}

const redraw = '\r\x1b[2K';

describe('on a terminal', () => {
  it('a bar with the share and the time left is drawn over itself', () => {
    const { stream, text } = streamOf({ columns: 80 });
    const line = makeProgressLine(stream);
    line.show(0.25, 125, 'one.mp4');
    line.show(0.5, 65, 'two.mp4');
    const [before, first, second] = text().split(redraw);
    expect(before).toBe('');
    expect(first).toBe(`${'█'.repeat(6)}${'░'.repeat(18)}  25% 2 min 5 s left  one.mp4`);
    expect(second).toBe(`${'█'.repeat(12)}${'░'.repeat(12)}  50% 1 min 5 s left  two.mp4`);
    expect(text()).not.toContain('\n');
  });

  it('the bar goes when other lines are written, and only where there is one', () => {
    const { stream, text } = streamOf({ columns: 80 });
    const line = makeProgressLine(stream);
    line.clear();
    expect(text()).toBe('');
    line.show(1, 0, 'done');
    line.clear();
    line.clear();
    expect(text().endsWith(`done${redraw}`)).toBe(true);
  });

  it('the line never wraps, and begins empty while the share is unknown', () => {
    expect(formatProgress(null, null, 'looking', 80)).toBe(`${'░'.repeat(24)}    …  looking`);
    expect([...formatProgress(0.5, 10, 'x'.repeat(200), 60)]).toHaveLength(59);
  });

  it('characters that a terminal draws two cells wide count as two, marks on letters as none', () => {
    const bar = `${'░'.repeat(24)}   0%  `;
    // 59 cells less the 31 of the bar leave 28.
    expect(formatProgress(0, null, '録音'.repeat(20), 60)).toBe(`${bar}${'録音'.repeat(7)}`);
    expect(formatProgress(0, null, '🎻'.repeat(40), 60)).toBe(`${bar}${'🎻'.repeat(14)}`);
    const marked = 'u\u0308'.repeat(28);
    expect(formatProgress(0, null, `${marked}x`, 60)).toBe(`${bar}${marked}`);
  });

  it('control characters of a file name do not reach it', () => {
    expect(formatProgress(0, null, 'a\x1b[2Jb\nc', 80)).toContain('a�[2Jb�c');
  });
});

describe('elsewhere', () => {
  it('plain lines tell every tenth, without a word in between and without control characters', () => {
    const { stream, text } = streamOf(null);
    const line = makeProgressLine(stream);
    for (let share = 0; share <= 100; share++) line.show(share / 100, 100 - share, 'one\x07.mp4');
    line.clear();
    const lines = text().trimEnd().split('\n');
    expect(lines).toHaveLength(11);
    expect(lines.slice(0, 2)).toEqual(['0 %, 1 min 40 s left, one�.mp4', '10 %, 1 min 30 s left, one�.mp4']);
    expect(lines.at(-1)).toBe('100 %, 0 s left, one�.mp4');
  });

  it('nothing is written for what has nothing to say, and it silences nothing', () => {
    const { stream, text } = streamOf(null);
    const line = makeProgressLine(stream);
    line.show(null, null, '');
    line.show(null, null, 'Looking for videos');
    line.show(null, null, 'Looking on');
    expect(text()).toBe('Looking for videos\n');
  });
});

describe('a length of time', () => {
  it.each([
    [-3, '0 s'],
    [8.4, '8 s'],
    [59.6, '1 min 0 s'],
    [125, '2 min 5 s'],
    [11_400, '3 h 10 min'],
  ])('of %d seconds reads %s', (seconds, words) => {
    expect(formatSeconds(seconds)).toBe(words);
  });
});

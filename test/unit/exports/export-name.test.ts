import { describe, expect, it } from 'vitest';
import { exportName, exportStems } from '../../../src-main/services/exports/export-name.ts';

const named = (...paths: string[]): string[] => {
  const stems = exportStems(paths);
  return paths.map((path) => stems.get(path)!);
};

describe('the names of exported files', () => {
  it('are those of the videos, with the times and the ending', () => {
    expect(exportName('/a/band live.mp4', 'png', 1)).toBe('band live-1.00s.png');
    expect(exportName({ stem: 'b_x.mp4' }, 'heatmap.mp4', 1, undefined)).toBe('b_x.mp4-1.00s.heatmap.mp4');
  });

  it('tell as much of a path as makes each video’s own', () => {
    expect(named('/v/a/x.mp4', '/v/b/x.mp4', '/v/b/y.mp4')).toEqual(['a_x.mp4', 'b_x.mp4', 'y']);
    expect(named('/v/x.mp4', '/v/x.mkv')).toEqual(['x.mp4', 'x.mkv']);
    expect(named('/v/1/c/x.mp4', '/v/2/c/x.mp4')).toEqual(['1_c_x.mp4', '2_c_x.mp4']);
  });

  it('do not depend on the order in which the videos are given', () => {
    const paths = ['/v/a/x.mp4', '/v/b/x.mp4', '/v/x.mkv', '/v/x.mp4.mov'];
    const names = exportStems(paths);
    const reversed = exportStems(paths.toReversed());
    for (const path of paths) expect(reversed.get(path)).toBe(names.get(path));
    expect(new Set(names.values()).size).toBe(paths.length);
  });

  it('differ on file systems that ignore case, where characters were replaced, and where names are too long', () => {
    const long = 'ü'.repeat(120);
    const paths = ['/v/X.mp4', '/w/x.mp4', '/v/a?.mp4', '/v/a*.mp4', `/v/${long}1.mp4`, `/v/${long}2.mp4`];
    const names = named(...paths);
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(paths.length);
    for (const name of names) expect(Buffer.byteLength(name)).toBeLessThan(220);
  });
});

import { delimiter, dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { executableName, onPath, outsideArchive } from '../../../src-main/media/tool-locations.ts';

describe('tool locations', () => {
  it('points out of a packed archive', () => {
    expect(outsideArchive('/opt/e/resources/app.asar/node_modules/x/ffmpeg')).toBe(
      '/opt/e/resources/app.asar.unpacked/node_modules/x/ffmpeg',
    );
    expect(outsideArchive('C:\\e\\app.asar\\x\\ffmpeg.exe')).toBe('C:\\e\\app.asar.unpacked\\x\\ffmpeg.exe');
    expect(outsideArchive('/home/app.asar.backup/ffmpeg')).toBe('/home/app.asar.backup/ffmpeg');
  });

  it('finds programs in absolute folders of PATH only, never in the current one', () => {
    const program = executableName('node').replace(/\.exe$/, '');
    const folder = dirname(process.execPath);
    const found = onPath(program, ['', '.', 'relative', '/no/such/folder', folder].join(delimiter));
    expect(found).toEqual([process.execPath]);
  });
});

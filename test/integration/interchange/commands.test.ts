import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCommand } from '../../fixtures/command.ts';
import { annotate, makeLibrary } from './library.ts';

describe('the command line', () => {
  it('imports, exports and says what could not be carried', async () => {
    const library = await makeLibrary();
    annotate(library);
    const { folder } = library;
    const at = (...parts: string[]): string => join(folder, ...parts);
    await library.close();

    const labels = at('street.csv');
    writeFileSync(labels, '0.5,1.5,tram\n2,,bell\n');
    const common = ['--library', at('library'), '--json'];
    const imported = await runCommand(folder, 'import', labels, '--author', 'bea', ...common);
    expect(imported.stderr).toBe('');
    expect(JSON.parse(imported.stdout)).toEqual({
      ...{
        file: 'street.csv',
        format: 'losslesscut-csv',
        annotations: 2,
        labels: 2,
        videos: 1,
        warnings: [],
      },
    });

    const options = ['--format', 'webvtt', '--video', at('videos', 'street.mkv'), '--out', at('out')];
    const exported = await runCommand(folder, 'export', 'annotations', ...options, ...common);
    expect(exported.code).toBe(0);
    expect(JSON.parse(exported.stdout)).toMatchObject({
      chosen: 3,
      annotations: 2,
      files: [at('out', 'street.vtt')],
      losses: expect.arrayContaining([{ what: 'annotations that are boxes only', count: 1 }]),
    });
    expect(readFileSync(at('out', 'street.vtt'), 'utf8')).toContain('00:00:00.500 --> 00:00:01.500\ntram\n');
  });

  it('ends with 2 for a file that is against its format, naming line and field', async () => {
    const library = await makeLibrary();
    await library.close();
    const file = join(library.folder, 'street.csv');
    writeFileSync(file, '1,2,ok\n3,later,x\n');
    const options = ['--format', 'losslesscut-csv', '--library', join(library.folder, 'library'), '--json'];
    const { code, stdout, stderr } = await runCommand(library.folder, 'import', file, ...options);
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'invalid-input', field: 'end' } });
    expect(stderr).toContain('line 2, end: "later" is no time');
  });
});

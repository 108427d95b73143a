import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listFolders } from '../../../src-main/app/machine/folder-list.ts';
import { browserCommand } from '../../../src-main/app/machine/open-browser.ts';
import { libraryFolderFor } from '../../../src-main/app/machine/open-folder.ts';
import { folderArgument } from '../../../src-main/app/window/folder-argument.ts';

let folder: string;
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'earsight-folders-')));
  for (const name of ['b10', 'b9', 'Älg', '.hidden', 'quote\'"\n']) mkdirSync(join(folder, name));
  for (const name of ['one.MP4', 'two.mkv', 'notes.txt', '.secret.mp4'])
    writeFileSync(join(folder, name), '');
  symlinkSync(join(folder, 'b9'), join(folder, 'link'));
  symlinkSync(join(folder, 'nowhere'), join(folder, 'dangling'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the folder picker’s list', () => {
  it('names sub-folders, links to folders included, hidden ones and files not', async () => {
    const listing = await listFolders(folder);
    expect(listing.folders.map(({ name }) => name).sort()).toEqual(
      ['b10', 'b9', 'link', 'quote\'"\n', 'Älg'].sort(),
    );
    expect(listing).toMatchObject({ folder, videos: 2, truncated: false });
    expect(JSON.stringify(listing)).not.toContain('notes.txt');
  });

  it('sorts as people count', async () => {
    const names = (await listFolders(folder)).folders.map(({ name }) => name);
    expect(names.indexOf('b9')).toBeLessThan(names.indexOf('b10'));
  });

  it('gives the way up, until there is none', async () => {
    expect((await listFolders(folder)).parent).toBe(realpathSync(tmpdir()));
    expect((await listFolders('/')).parent).toBeNull();
  });

  it('starts at home', async () => {
    expect((await listFolders()).folder.length).toBeGreaterThan(0);
  });

  it('refuses what is no folder of a user, and says why', async () => {
    await expect(listFolders('videos')).rejects.toMatchObject({ code: 'invalid-input', field: 'folder' });
    await expect(listFolders('/x\0y')).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(listFolders(join(folder, 'nowhere'))).rejects.toMatchObject({ code: 'not-found' });
    await expect(listFolders(join(folder, 'one.MP4'))).rejects.toMatchObject({ code: 'not-found' });
  });

  it.runIf(process.platform === 'linux')(
    'does not list the system’s insides, also not over a link',
    async () => {
      symlinkSync('/proc/self', join(folder, 'b9', 'self'));
      for (const place of ['/proc', '/sys', '/dev', join(folder, 'b9', 'self')])
        await expect(listFolders(place), place).rejects.toMatchObject({ code: 'not-allowed' });
    },
  );
});

describe('the library of a folder', () => {
  it('has the folder’s name and shares no place with another folder of that name', () => {
    const one = libraryFolderFor('/videos/2024', '/libraries');
    const other = libraryFolderFor('/other/2024', '/libraries');
    expect(one).toMatch(/^\/libraries\/[0-9a-f]{8}\/2024$/);
    expect(other).toMatch(/\/2024$/);
    expect(other).not.toBe(one);
    expect(libraryFolderFor('/videos/2024', '/libraries')).toBe(one);
  });

  it('has a name for folders that no file system should be asked to repeat', () => {
    expect(libraryFolderFor('/', '/libraries')).toMatch(/\/videos$/);
    expect(libraryFolderFor('/a/...', '/libraries')).toMatch(/\/videos$/);
    expect(libraryFolderFor('/a/x:y*?z', '/libraries')).toMatch(/\/x-y-z$/);
    expect(libraryFolderFor(`/a/${'é'.repeat(200)}`, '/libraries').length).toBeLessThan(90);
  });
});

describe('the browser', () => {
  const url = 'http://127.0.0.1:1/?token=a&b';

  it('is opened without a shell on each system', () => {
    expect(browserCommand(url, 'win32', {})).toEqual({
      program: 'rundll32.exe',
      arguments: ['url.dll,FileProtocolHandler', url],
    });
    expect(browserCommand(url, 'linux', { WAYLAND_DISPLAY: 'wayland-0' })).toEqual({
      program: 'xdg-open',
      arguments: [url],
    });
  });

  it('gets the link through a pipe where all users see arguments and the server cannot tell them apart', () => {
    const command = browserCommand(url, 'darwin', {})!;
    expect(JSON.stringify([command.program, ...command.arguments])).not.toContain('token');
    expect(command.input).toBe(`open location "${url}"\n`);
  });

  it('is not looked for where there is no screen', () => {
    expect(browserCommand(url, 'linux', {})).toBeNull();
  });
});

describe('the folder on the desktop app’s command line', () => {
  it('comes after the program, and in a checkout after the app', () => {
    expect(folderArgument(['earsight', folder], true)).toBe(folder);
    expect(folderArgument(['electron', '.', folder], false)).toBe(folder);
    expect(folderArgument(['electron', '.', '--inspect', 'b9'], false, folder)).toBe(join(folder, 'b9'));
  });

  it('is none when it is not there', () => {
    expect(folderArgument(['earsight'], true)).toBeNull();
    expect(folderArgument(['earsight', '/nowhere/at/all'], true)).toBeNull();
    expect(folderArgument(['earsight', '--no-sandbox'], true)).toBeNull();
  });
});

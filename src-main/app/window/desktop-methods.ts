import { stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import type { BrowserWindow, Dialog, Shell } from 'electron';
import { EarsightError } from '../../contract/errors.ts';
import type { MainHandlers } from '../supervisor.ts';

/** The methods that need the desktop: its folder dialog and its file manager. */
export function desktopMethods(
  window: () => BrowserWindow | null,
  dialog: Dialog,
  shell: Shell,
): MainHandlers {
  return {
    'app.chooseFolder': async ({ title }) => ({ folder: await chooseFolder(window(), dialog, title) }),
    'app.showFile': async ({ file }) => {
      // Only shown, never opened: a file manager that selects a file runs nothing.
      if (!isAbsolute(file) || !(await exists(file)))
        throw new EarsightError('not-found', `There is no file ${file}.`, { field: 'file' });
      shell.showItemInFolder(file);
      return {};
    },
  };
}

/** Asks for a folder; null when the dialog is dismissed. */
export async function chooseFolder(
  window: BrowserWindow | null,
  dialog: Dialog,
  title: string,
): Promise<string | null> {
  const options = { title, properties: ['openDirectory' as const, 'createDirectory' as const] };
  const answer = await (window ? dialog.showOpenDialog(window, options) : dialog.showOpenDialog(options));
  return answer.canceled ? null : (answer.filePaths[0] ?? null);
}

async function exists(file: string): Promise<boolean> {
  try {
    await stat(file);
    return true;
  } catch {
    return false;
  }
}

import type { Menu as MenuType } from 'electron';
import { methods } from '../../contract/contract.ts';
import { librarySummary } from '../../contract/library.ts';
import type { Supervisor } from '../supervisor.ts';
import { type MenuActions, menuTemplate } from './menu.ts';

const mostRecent = 10;

/** Sets the menu bar, and again whenever another library is open, with the libraries of late. */
export function keepMenu(
  Menu: typeof MenuType,
  supervisor: Supervisor,
  actions: MenuActions,
  development: boolean,
): void {
  const set = (recent: { folder: string; name: string }[]): void => {
    const template = menuTemplate({ mac: process.platform === 'darwin', development, recent }, actions);
    Menu.setApplicationMenu(Menu.buildFromTemplate(template));
  };
  const refresh = async (): Promise<void> => {
    const known = await supervisor.call('library.recent', {}, new AbortController().signal);
    const recent = methods['library.recent'].output.parse(known);
    set(recent.filter((library) => library.exists).slice(0, mostRecent));
  };
  set([]);
  let open: string | null = null;
  supervisor.onEvent((name, payload) => {
    if (name !== 'library') return;
    const { folder } = librarySummary.parse(payload);
    if (folder === open) return;
    open = folder;
    // Without the worker there is nothing to offer; the menu stays as it is.
    refresh().catch(() => {});
  });
  refresh().catch(() => {});
}

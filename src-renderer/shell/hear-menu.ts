import type { App } from '../stores/app.svelte.ts';
import type { CommandId } from '../stores/command-keys.ts';

/** Acts on the desktop's menus. @returns how to stop */
export function hearMenu(app: App, commands: Record<CommandId, () => void>): () => void {
  return app.client.on('menu', ({ action, folder }) => {
    if (action === 'open-folder') {
      if (folder === null) commands['library.open']();
      else void app.library.useFolder(folder, { kind: 'open' });
    }
    if (action === 'open-library') {
      if (folder === null) void app.chooseFolder({ kind: 'library' });
      else void app.library.open(folder);
    }
    if (action === 'settings') commands['window.settings']();
    if (action === 'shortcuts') commands['window.keys']();
    if (action === 'undo-remove') commands['window.undo']();
    if (action === 'export') commands['export.still']();
    if (action === 'about') commands['window.settings']();
  });
}

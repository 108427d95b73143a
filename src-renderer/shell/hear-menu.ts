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
    if (action === 'undo' || action === 'redo') stepBack(app, commands, action);
    if (action === 'undo-remove') commands['window.undo']();
    if (action === 'import' || action === 'export-annotations') showFiles(app, action);
    if (action === 'export') commands['export.still']();
    if (action === 'about') app.navigation.open({ name: 'about' });
  });
}

/** Edit → Undo and Redo: of the text being written, else of annotations, else of the newest removal. */
function stepBack(app: App, commands: Record<CommandId, () => void>, direction: 'undo' | 'redo'): void {
  const focused = document.activeElement;
  const writing = focused?.matches('input:not([type=radio], [type=checkbox], [type=range]), textarea');
  if (writing) {
    // Deprecated without a successor: nothing else reaches a field's own history.
    document.execCommand(direction);
    return;
  }
  // A dialog keeps to itself what happens behind it, as it does with keys.
  if (document.querySelector('[role=dialog][data-state=open]')) return;
  if (app.annotating.on && app.navigation.view === 'explore') commands[`annotate.${direction}`]();
  else if (direction === 'undo') commands['window.undo']();
}

/** The dialogs of annotation files belong to the annotation mode. */
function showFiles({ navigation, annotating }: App, action: 'import' | 'export-annotations'): void {
  navigation.go('explore');
  if (!annotating.on) annotating.toggle();
  annotating.dialog = action === 'import' ? 'import' : 'export';
}

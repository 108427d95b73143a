import type { Handlers } from '../../contract/contract.ts';
import type { ServiceContext } from '../context.ts';

/** `settings.get` and `settings.set`; a change is told to every window. */
export function settingsHandlers(context: ServiceContext): Partial<Handlers> {
  return {
    'settings.get': () => context.settings.read(),
    'settings.set': async ({ change }) => {
      const before = context.settings.read();
      const next = context.settings.change(change);
      // Models stand on the device they were opened on.
      if (before.device !== next.device || before.runtime !== next.runtime) await context.models.release();
      context.emit('settings-changed', next);
      return next;
    },
  };
}

import type { Handlers } from '../../contract/contract.ts';
import type { ServiceContext } from '../context.ts';

/** `settings.get` and `settings.set`; a change is told to every window. */
export function settingsHandlers(context: ServiceContext): Partial<Handlers> {
  return {
    'settings.get': () => context.settings.read(),
    'settings.set': ({ change }) => {
      const next = context.settings.change(change);
      context.emit('settings-changed', next);
      return next;
    },
  };
}

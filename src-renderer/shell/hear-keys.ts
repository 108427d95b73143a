import { chordOf } from '../logic/keymap.ts';
import { followModality, movesByKeyboard } from '../stores/input-modality.ts';

/** Keys that a focused control needs for itself, by what it is. */
const ownKeys: readonly { selector: string; keys: RegExp }[] = [
  {
    selector: 'input:not([type=radio], [type=checkbox]), textarea, [contenteditable]',
    keys: /^(?!Mod\+[,MO]$)/,
  },
  {
    selector: 'select, [type=radio], [role=slider]:not([data-timeline]), hr',
    keys: /^(Arrow|Home|End|Page|Space|Enter)/,
  },
  { selector: 'select', keys: /^[A-Z0-9]$/ },
  { selector: 'button, a, summary, [type=checkbox], [role=button]', keys: /^(Space|Enter)$/ },
];

/** True when the focused control wants this key more than any command does. */
function wantsKey(target: EventTarget | null, chord: string): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return ownKeys.some(({ selector, keys }) => {
    if (!target.matches(selector) || !keys.test(chord)) return false;
    return target.matches('input:not([type=radio], [type=checkbox]), textarea, select') || movesByKeyboard();
  });
}

/**
 * Runs commands by key. Dialogs and menus keep their keys to themselves, as do controls with the focus.
 * @returns how to stop
 */
export function hearKeys(run: (chord: string) => boolean): () => void {
  const hear = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing) return;
    const chord = chordOf(event);
    if (chord === null || wantsKey(event.target, chord)) return;
    if (document.querySelector('[role=dialog][data-state=open], [role=menu][data-state=open]')) return;
    if (run(chord)) event.preventDefault();
  };
  const stopFollowing = followModality();
  window.addEventListener('keydown', hear);
  return () => {
    stopFollowing();
    window.removeEventListener('keydown', hear);
  };
}

import type { CommandId } from '../stores/command-keys.ts';
import type { Annotating } from './state/annotating.svelte.ts';

/** What each key of the annotation mode does. */
export function makeAnnotateCommands(annotating: Annotating): Partial<Record<CommandId, () => void>> {
  const { boxes } = annotating;
  return {
    'annotate.from': () => annotating.mark('from'),
    'annotate.to': () => annotating.mark('to'),
    'annotate.trimFrom': () => annotating.trim('fromSeconds'),
    'annotate.trimTo': () => annotating.trim('toSeconds'),
    'annotate.next': () => annotating.step(1),
    'annotate.previous': () => annotating.step(-1),
    'annotate.extend': () => annotating.step(1, true),
    'annotate.unlabelledNext': () => void annotating.goUnlabelled('next'),
    'annotate.unlabelledPrevious': () => void annotating.goUnlabelled('previous'),
    'annotate.loop': () => annotating.loop(),
    'annotate.split': () => void annotating.split(),
    'annotate.merge': () => void annotating.merge(),
    'annotate.remove': () => {
      if (annotating.selected.length > 0) void annotating.remove();
      else void boxes.rejectGhost();
    },
    'annotate.checked': () => annotating.setState('checked'),
    'annotate.unsure': () => annotating.setState('unsure'),
    'annotate.note': () => document.querySelector<HTMLElement>('[data-annotation-note]')?.focus(),
    'annotate.accept': () => void annotating.accept(),
    'annotate.propose': () => boxes.toggleProposing(),
    'annotate.looser': () => boxes.changeBeta(-0.05),
    'annotate.tighter': () => boxes.changeBeta(0.05),
    'annotate.box': () => void boxes.addKey(),
    'annotate.unbox': () => boxes.removeKey(),
    'annotate.keyNext': () => boxes.goToKey(1),
    'annotate.keyPrevious': () => boxes.goToKey(-1),
    'annotate.left': () => boxes.nudge('whole', -1, 0),
    'annotate.right': () => boxes.nudge('whole', 1, 0),
    'annotate.up': () => boxes.nudge('whole', 0, -1),
    'annotate.down': () => boxes.nudge('whole', 0, 1),
    'annotate.narrower': () => boxes.nudge('e', -1, 0),
    'annotate.wider': () => boxes.nudge('e', 1, 0),
    'annotate.lower': () => boxes.nudge('s', 0, -1),
    'annotate.higher': () => boxes.nudge('s', 0, 1),
    'annotate.more': () => void annotating.queue.findMore(),
    'annotate.nextProposal': () => {
      annotating.tab = 'queue';
      void annotating.queue.openNext();
    },
    'annotate.undo': () => void annotating.undo('undo'),
    'annotate.redo': () => void annotating.undo('redo'),
    'annotate.deselect': () => annotating.deselect(),
  };
}

/**
 * Acts on a key in the annotation mode: a label's own key first, because a person chose it, then the mode's commands.
 * False leaves the key to the rest of the window.
 */
export function hearAnnotateKey(
  annotating: Annotating,
  keymap: ReadonlyMap<string, string>,
  commands: Partial<Record<CommandId, () => void>>,
  chord: string,
): boolean {
  const label = annotating.data.labels.find(({ hotkey }) => hotkey === chord);
  if (label) {
    void annotating.applyLabel(label.id);
    return true;
  }
  const run = commands[keymap.get(chord) as CommandId];
  run?.();
  return run !== undefined;
}

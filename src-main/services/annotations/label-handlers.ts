import type { Handlers } from '../../contract/contract.ts';
import { EarsightError } from '../../contract/errors.ts';
import { hotkeyGiver } from '../../contract/label-hotkeys.ts';
import type { EditStep } from '../../store/index.ts';
import type { AudioSetClass } from './audioset-names.ts';
import type { Editor } from './editor.ts';
import { nextColour } from './label-colours.ts';

export type LabelHandlers = Pick<
  Handlers,
  'labels.list' | 'labels.create' | 'labels.update' | 'labels.remove' | 'labels.importAudioSet'
>;

/** The methods about the vocabulary. */
export function labelHandlers(
  editor: Editor,
  audioSetClasses: () => readonly AudioSetClass[],
): LabelHandlers {
  const usedColours = (): string[] =>
    editor
      .store()
      .labels.list()
      .map((label) => label.colour);
  return {
    'labels.list': () => {
      const { labels } = editor.store();
      const counts = labels.counts();
      return labels.list().map((label) => ({ ...label, annotations: counts.get(label.id) ?? 0 }));
    },
    'labels.create': ({ author, colour, ...content }) => {
      const step = {
        kind: 'create-label',
        content: { ...content, colour: colour ?? nextColour(usedColours()) },
      } as const;
      return editor.edit(`Add the label “${content.name}”`, author, [step]).labels[0]!;
    },
    'labels.update': ({ label: id, version, change, author }) => {
      const { name } = editor.store().labels.get(id);
      const step = { kind: 'update-label', id, version, change: defined(change) } as const;
      return editor.edit(`Change the label “${name}”`, author, [step]).labels[0]!;
    },
    'labels.remove': ({ label: id, version, replacement, author }) => {
      const { name } = editor.store().labels.get(id);
      const result = editor.edit(`Remove the label “${name}”`, author, [
        { kind: 'remove-label', id, version, replacement },
      ]);
      return { changed: result.annotations.length };
    },
    'labels.importAudioSet': ({ classes, author }) => {
      const chosen = chooseClasses(audioSetClasses(), classes);
      const { labels } = editor.store();
      const colours = usedColours();
      const nextHotkey = hotkeyGiver(labels.list());
      const steps = chosen.flatMap(({ id: audioSetId, name }): EditStep[] => {
        const known = labels.findByName(name);
        if (known !== null) {
          if (known.audioSetId !== null) return [];
          return [{ kind: 'update-label', id: known.id, version: known.version, change: { audioSetId } }];
        }
        const colour = nextColour(colours);
        colours.push(colour);
        return [{ kind: 'create-label', content: { name, colour, hotkey: nextHotkey(), audioSetId } }];
      });
      const made = steps.length === 0 ? [] : editor.edit('Add AudioSet labels', author, steps).labels;
      const added = made.filter(({ version }) => version === 1);
      return { added, existing: chosen.length - added.length };
    },
  };
}

/** All classes, or those named by id or by name. */
function chooseClasses(
  all: readonly AudioSetClass[],
  wanted: readonly string[] | undefined,
): readonly AudioSetClass[] {
  if (wanted === undefined) return all;
  const byKey = new Map(
    all.flatMap((one) => [[one.id, one] as const, [one.name.toLowerCase(), one] as const]),
  );
  const chosen = wanted.map((text) => {
    const found = byKey.get(text) ?? byKey.get(text.trim().toLowerCase());
    if (found === undefined)
      throw new EarsightError('invalid-input', `AudioSet has no class “${text}”.`, {
        field: 'classes',
        allowed: 'names or ids of the AudioSet ontology',
      });
    return found;
  });
  return [...new Set(chosen)];
}

/** A change without the fields that were left out. */
export function defined<T extends object>(change: T): { [Key in keyof T]: Exclude<T[Key], undefined> } {
  const entries = Object.entries(change).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [Key in keyof T]: Exclude<T[Key], undefined> };
}

import type { Texts } from '../text/text.ts';

/** The name of something that keys can do. */
export type CommandId = keyof Texts['keys']['commands'];
export type CommandGroup = keyof Texts['keys']['groups'];

/** The commands of each group in the order of the sheet, with their original keys. */
export const commandGroups: Record<CommandGroup, Partial<Record<CommandId, readonly string[]>>> = {
  playing: {
    'play.toggle': ['Space'],
    'play.backward': ['J'],
    'play.stop': ['K'],
    'play.forward': ['L'],
    'frame.previous': ['ArrowLeft', ','],
    'frame.next': ['ArrowRight', '.'],
    'second.back': ['Shift+ArrowLeft'],
    'second.forward': ['Shift+ArrowRight'],
    'go.start': ['Home'],
    'go.end': ['End'],
    'speed.slower': ['['],
    'speed.faster': [']'],
    'sound.mute': ['M'],
    'loop.toggle': ['R'],
    'span.from': ['I'],
    'span.to': ['O'],
    'span.clear': ['X'],
  },
  picture: {
    'heatmap.toggle': ['H'],
    'heatmap.alone': ['Shift+H'],
    'heatmap.outline': ['C'],
    'heatmap.colours': ['V'],
    'heatmap.lower': ['Shift+ArrowDown'],
    'heatmap.raise': ['Shift+ArrowUp'],
    'export.still': ['E'],
  },
  timeline: {
    'timeline.zoomIn': ['+', '='],
    'timeline.zoomOut': ['-'],
    'timeline.zoomAll': ['0'],
  },
  library: {
    'library.search': ['/', 'Mod+F'],
    'library.next': ['N'],
    'library.previous': ['B'],
    'library.open': ['Mod+O'],
  },
  neighbours: {
    'neighbours.direction': ['D'],
    'neighbours.next': ['ArrowDown'],
    'neighbours.previous': ['ArrowUp'],
    'neighbours.hear': ['Enter'],
    'neighbours.pin': ['P'],
    'neighbours.unpin': ['Escape'],
    'neighbours.jump': ['G'],
    'neighbours.elsewhere': ['T'],
  },
  annotating: {
    'annotate.toggle': ['A'],
    'annotate.from': ['I'],
    'annotate.to': ['O'],
    'annotate.trimFrom': ['['],
    'annotate.trimTo': [']'],
    'annotate.next': ['ArrowDown'],
    'annotate.previous': ['ArrowUp'],
    'annotate.extend': ['Shift+ArrowDown'],
    'annotate.unlabelledNext': ['F'],
    'annotate.unlabelledPrevious': ['Shift+F'],
    'annotate.loop': ['R'],
    'annotate.split': ['S'],
    'annotate.merge': ['Shift+S'],
    'annotate.remove': ['Delete', 'Backspace'],
    'annotate.checked': ['C'],
    'annotate.unsure': ['U'],
    'annotate.note': ['T'],
    'annotate.accept': ['Enter'],
    'annotate.propose': ['P'],
    'annotate.looser': ['('],
    'annotate.tighter': [')'],
    'annotate.box': ['D'],
    'annotate.unbox': ['Shift+D'],
    'annotate.keyNext': ['PageDown'],
    'annotate.keyPrevious': ['PageUp'],
    'annotate.left': ['Alt+ArrowLeft'],
    'annotate.right': ['Alt+ArrowRight'],
    'annotate.up': ['Alt+ArrowUp'],
    'annotate.down': ['Alt+ArrowDown'],
    'annotate.narrower': ['Alt+Shift+ArrowLeft'],
    'annotate.wider': ['Alt+Shift+ArrowRight'],
    'annotate.lower': ['Alt+Shift+ArrowUp'],
    'annotate.higher': ['Alt+Shift+ArrowDown'],
    'annotate.more': ['G'],
    'annotate.nextProposal': ['W'],
    'annotate.undo': ['Mod+Z'],
    'annotate.redo': ['Mod+Shift+Z', 'Mod+Y'],
    'annotate.deselect': ['Escape'],
  },
  window: {
    'window.library': ['1'],
    'window.player': ['2'],
    'window.neighbours': ['3'],
    'window.explore': ['Shift+E'],
    'window.map': ['Shift+M'],
    'window.train': ['Shift+T'],
    'window.evaluate': ['Shift+V'],
    'window.settings': ['Mod+,'],
    'window.models': ['Mod+M'],
    'window.activity': ['Q'],
    'window.undo': ['Mod+Z'],
    'window.keys': ['?'],
  },
};

/** A key that something with the focus understands by itself; it is the same for everybody. */
export interface FixedKey {
  readonly title: keyof Texts['keys']['fixed'];
  readonly chords: readonly string[];
}

/** The keys that are not commands, in the order of the sheet. */
export const fixedKeys: Record<'map' | 'anywhere', readonly FixedKey[]> = {
  map: [
    { title: 'mapMove', chords: ['←↑↓→'] },
    { title: 'mapHear', chords: ['Enter'] },
    { title: 'mapJump', chords: ['G'] },
    { title: 'mapChoose', chords: ['Space'] },
    { title: 'mapCircle', chords: ['L'] },
    { title: 'mapClear', chords: ['Escape'] },
    { title: 'mapZoom', chords: ['+', '-'] },
    { title: 'mapWhole', chords: ['0'] },
    { title: 'mapPan', chords: ['Shift+←↑↓→'] },
  ],
  anywhere: [
    { title: 'focusNext', chords: ['Tab', 'Shift+Tab'] },
    { title: 'focusChoose', chords: ['Enter', 'Space'] },
    { title: 'focusMove', chords: ['←↑↓→'] },
    { title: 'focusEnds', chords: ['Home', 'End'] },
    { title: 'focusPage', chords: ['PageUp', 'PageDown'] },
    { title: 'focusLeave', chords: ['Escape'] },
    { title: 'labelKeys', chords: ['1–9'] },
  ],
};

/** The command that enters and leaves the annotation mode; the rest of its group runs inside that mode only. */
const enterAnnotating: CommandId = 'annotate.toggle';
const { annotating, ...everywhere } = commandGroups;
const { [enterAnnotating]: enterKeys, ...inAnnotating } = annotating;

/** The commands that keys run anywhere, with their original keys. */
export const commandDefaults: Readonly<Record<string, readonly string[]>> = Object.assign(
  { [enterAnnotating]: enterKeys },
  ...Object.values(everywhere),
);

/** Those of the annotation mode: while it is on, their keys come before the others'. */
export const annotatingDefaults: Readonly<Record<string, readonly string[]>> = inAnnotating;

const { playing, picture, timeline, neighbours } = commandGroups;

/** The commands about what the Explore view shows. */
export const inExplore: ReadonlySet<string> = new Set<CommandId>([
  ...(Object.keys({ ...playing, ...picture, ...timeline, ...neighbours }) as CommandId[]),
  'library.next',
  'library.previous',
]);

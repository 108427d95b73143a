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
    'neighbours.jump': ['G'],
    'neighbours.elsewhere': ['T'],
  },
  window: {
    'window.library': ['1'],
    'window.player': ['2'],
    'window.neighbours': ['3'],
    'window.models': ['Mod+M'],
    'window.activity': ['A'],
    'window.settings': ['Mod+,'],
    'window.undo': ['Mod+Z'],
    'window.keys': ['?'],
  },
};

/** All commands with their original keys. */
export const commandDefaults: Readonly<Record<string, readonly string[]>> = Object.assign(
  {},
  ...Object.values(commandGroups),
);

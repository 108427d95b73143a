import { colourMapNames } from '../../src-main/contract/colour-maps.ts';
import { makeAnnotateCommands } from '../annotate/annotate-commands.ts';
import type { App } from '../stores/app.svelte.ts';
import { type CommandId, inExplore } from '../stores/command-keys.ts';
import type { Pane } from '../stores/navigation.svelte.ts';
import {
  hearSelected,
  jumpToSelected,
  pinSelected,
  turnDirection,
} from '../views/explore/neighbours/neighbour-actions.ts';

/** What each command does. */
export function makeCommands(app: App): Record<CommandId, () => void> {
  return {
    ...playing(app),
    ...picture(app),
    ...neighbours(app),
    ...windowWide(app),
    ...makeAnnotateCommands(app.annotating),
  } as Record<CommandId, () => void>;
}

/**
 * Runs the command of a key. What belongs to the Explore view is left alone elsewhere, so that arrows and Space
 * scroll a page there. @returns whether the key was for a command
 */
export function runByKey(app: App, commands: Record<CommandId, () => void>, chord: string): boolean {
  const command = app.keys.keymap.get(chord) as CommandId | undefined;
  if (command === undefined || (app.navigation.view !== 'explore' && inExplore.has(command))) return false;
  commands[command]();
  return true;
}

function playing({ player }: App): Partial<Record<CommandId, () => void>> {
  const here = (run: () => void) => () => {
    if (player.video) run();
  };
  return {
    'play.toggle': here(() => player.toggle()),
    'play.backward': here(() => player.shuttle(-1)),
    'play.stop': here(() => player.pause()),
    'play.forward': here(() => player.shuttle(1)),
    'frame.previous': here(() => player.step(-1)),
    'frame.next': here(() => player.step(1)),
    'second.back': here(() => player.skip(-1)),
    'second.forward': here(() => player.skip(1)),
    'go.start': here(() => player.seek(0)),
    'go.end': here(() => player.seek(player.duration)),
    'speed.slower': here(() => player.changeSpeed(-1)),
    'speed.faster': here(() => player.changeSpeed(1)),
    'sound.mute': here(() => {
      player.muted = !player.muted;
    }),
    'loop.toggle': here(() => {
      player.looping = !player.looping;
    }),
    'span.from': here(() => player.markSpan('from')),
    'span.to': here(() => player.markSpan('to')),
    'span.clear': here(() => player.setSpan(null)),
  };
}

function picture({ heatmaps, settings, exports, timeline }: App): Partial<Record<CommandId, () => void>> {
  const overlay = () => settings.value.overlay;
  const raise = (change: number) => () =>
    settings.changeOverlay({
      threshold: Math.round(Math.min(Math.max(overlay().threshold + change, 0), 1) * 100) / 100,
    });
  return {
    'heatmap.toggle': () => heatmaps.toggleVisible(),
    'heatmap.alone': () => {
      heatmaps.alone = !heatmaps.alone;
    },
    'heatmap.outline': () => settings.changeOverlay({ outlineCrop: !overlay().outlineCrop }),
    'heatmap.colours': () => {
      const next = (colourMapNames.indexOf(overlay().colourMap) + 1) % colourMapNames.length;
      settings.changeOverlay({ colourMap: colourMapNames[next]! });
    },
    'heatmap.lower': raise(-0.05),
    'heatmap.raise': raise(0.05),
    'export.still': () => void exports.still('heatmap-overlay-png'),
    'timeline.zoomIn': () => timeline.zoom(2),
    'timeline.zoomOut': () => timeline.zoom(0.5),
    'timeline.zoomAll': () => timeline.showAll(),
  };
}

function neighbours(app: App): Partial<Record<CommandId, () => void>> {
  const { neighbours, heatmaps } = app;
  return {
    'neighbours.direction': () => turnDirection(app),
    'neighbours.next': () => neighbours.select(neighbours.selected + 1),
    'neighbours.previous': () => neighbours.select(neighbours.selected - 1),
    'neighbours.hear': () => hearSelected(app),
    'neighbours.pin': () => pinSelected(app),
    'neighbours.unpin': () => heatmaps.pin(null),
    'neighbours.jump': () => jumpToSelected(app),
    'neighbours.elsewhere': () => neighbours.setNotFromThisVideo(!neighbours.notFromThisVideo),
    'library.next': () => app.openBeside(1),
    'library.previous': () => app.openBeside(-1),
  };
}

function windowWide(app: App): Partial<Record<CommandId, () => void>> {
  const { navigation, toasts } = app;
  const focus = (pane: Pane) => () => {
    if (navigation.view === 'explore') return navigation.focusPane(pane);
    navigation.go('explore');
    // What was hidden has no size yet: in the next frame the grid learns its own, and in the one after it has tiles.
    requestAnimationFrame(() => requestAnimationFrame(() => navigation.focusPane(pane)));
  };
  return {
    'library.search': () => {
      navigation.go('explore');
      requestAnimationFrame(() => document.querySelector<HTMLInputElement>('[data-search]')?.select());
    },
    'library.open': () => void app.chooseFolder({ kind: 'open' }),
    'annotate.toggle': () => {
      // From another view the key leads to annotating; only there does it also lead out of it.
      if (navigation.view !== 'explore' && app.annotating.on) return navigation.go('explore');
      navigation.go('explore');
      app.annotating.toggle();
    },
    'window.library': focus('library'),
    'window.player': focus('player'),
    'window.neighbours': focus('neighbours'),
    'window.explore': () => navigation.go('explore'),
    'window.map': () => navigation.go('map'),
    'window.train': () => navigation.go('train'),
    'window.evaluate': () => navigation.go('evaluate'),
    'window.settings': () => navigation.go('settings'),
    'window.models': () => navigation.open({ name: 'models' }),
    'window.activity': () => {
      navigation.activityOpen = !navigation.activityOpen;
    },
    'window.undo': () => void toasts.undoNewest(),
    'window.keys': () => navigation.open({ name: 'keys' }),
  };
}

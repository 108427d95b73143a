import { colourMapNames } from '../../src-main/contract/colour-maps.ts';
import { makeAnnotateCommands } from '../annotate/annotate-commands.ts';
import type { App } from '../stores/app.svelte.ts';
import type { CommandId } from '../stores/command-keys.ts';
import {
  hearSelected,
  jumpToSelected,
  pinSelected,
  turnDirection,
} from '../views/explore/neighbours/neighbour-actions.ts';

/** What each command does. Those of the Explore view do nothing elsewhere. */
export function makeCommands(app: App): Record<CommandId, () => void> {
  return {
    ...playing(app),
    ...picture(app),
    ...elsewhere(app),
    ...makeAnnotateCommands(app.annotating),
  } as Record<CommandId, () => void>;
}

function playing({ player, navigation }: App): Partial<Record<CommandId, () => void>> {
  const here = (run: () => void) => () => {
    if (navigation.view === 'explore' && player.video) run();
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

function elsewhere(app: App): Partial<Record<CommandId, () => void>> {
  const { navigation, neighbours, toasts } = app;
  return {
    'neighbours.direction': () => turnDirection(app),
    'neighbours.next': () => neighbours.select(neighbours.selected + 1),
    'neighbours.previous': () => neighbours.select(neighbours.selected - 1),
    'neighbours.hear': () => hearSelected(app),
    'neighbours.pin': () => pinSelected(app),
    'neighbours.unpin': () => app.heatmaps.pin(null),
    'neighbours.jump': () => jumpToSelected(app),
    'neighbours.elsewhere': () => neighbours.setNotFromThisVideo(!neighbours.notFromThisVideo),
    'library.search': () => {
      navigation.go('explore');
      requestAnimationFrame(() => document.querySelector<HTMLInputElement>('[data-search]')?.select());
    },
    'library.next': () => app.openBeside(1),
    'library.previous': () => app.openBeside(-1),
    'library.open': () => void app.chooseFolder({ kind: 'open' }),
    'annotate.toggle': () => {
      navigation.go('explore');
      app.annotating.toggle();
    },
    'window.library': () => navigation.focusPane('library'),
    'window.player': () => navigation.focusPane('player'),
    'window.neighbours': () => navigation.focusPane('neighbours'),
    'window.models': () => navigation.open({ name: 'models' }),
    'window.activity': () => {
      navigation.activityOpen = !navigation.activityOpen;
    },
    'window.settings': () => navigation.go('settings'),
    'window.undo': () => void toasts.actOnNewest(),
    'window.keys': () => navigation.open({ name: 'keys' }),
  };
}

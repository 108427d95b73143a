import AudioWaveform from '@lucide/svelte/icons/audio-waveform';
import ChartColumn from '@lucide/svelte/icons/chart-column';
import ChartScatter from '@lucide/svelte/icons/chart-scatter';
import GraduationCap from '@lucide/svelte/icons/graduation-cap';
import SlidersHorizontal from '@lucide/svelte/icons/sliders-horizontal';
import type { Component } from 'svelte';
import type { CommandId } from '../stores/command-keys.ts';
import { text } from '../text/text.ts';
import Evaluate from './evaluate/Evaluate.svelte';
import Explore from './explore/Explore.svelte';
import MapView from './map/MapView.svelte';
import Settings from './settings/Settings.svelte';
import Train from './train/Train.svelte';

/** A page of the window, reached from the rail. */
export interface View {
  readonly name: string;
  readonly title: string;
  readonly icon: Component<{ size?: number | string; strokeWidth?: number | string }>;
  readonly component: Component;
  /** Keeps its state while another view is on show; views without are made anew. */
  readonly keep?: boolean;
  /** The command whose keys open it. */
  readonly command: CommandId;
  /** At the foot of the rail. */
  readonly last?: boolean;
}

/** All views in the order of the rail: a new one is a file and a line here. */
export const views: readonly View[] = [
  {
    name: 'explore',
    title: text.views.explore,
    icon: AudioWaveform,
    command: 'window.explore',
    component: Explore,
    keep: true,
  },
  {
    name: 'map',
    title: text.map.title,
    icon: ChartScatter,
    command: 'window.map',
    component: MapView,
    keep: true,
  },
  {
    name: 'train',
    title: text.train.view,
    icon: GraduationCap,
    command: 'window.train',
    component: Train,
    keep: true,
  },
  {
    name: 'evaluate',
    title: text.evaluate.view,
    icon: ChartColumn,
    command: 'window.evaluate',
    component: Evaluate,
    keep: true,
  },
  {
    name: 'settings',
    title: text.views.settings,
    icon: SlidersHorizontal,
    command: 'window.settings',
    component: Settings,
    last: true,
  },
];

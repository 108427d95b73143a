import type { Neighbour } from '../../../../src-main/contract/moments.ts';
import { formatTime } from '../../../logic/formatting.ts';
import type { App } from '../../../stores/app.svelte.ts';
import type { ForeignSound } from '../../../stores/heatmap.svelte.ts';
import type { DroppedQuery } from '../../../stores/neighbours.svelte.ts';

/** One width for the list and the large picture, so that one request serves both. */
export const thumbnailWidth = 480;

/** A neighbour as a sound that can be played over the frame in hand. */
export function soundOf(neighbour: Neighbour): ForeignSound {
  return {
    reference: { video: neighbour.video, at: neighbour.at },
    name: neighbour.name,
    place: formatTime(neighbour.at, 1),
  };
}

/** The same of a sound from outside. */
export function soundOfQuery({ query, name }: DroppedQuery): ForeignSound {
  return { reference: { query }, name, place: '' };
}

export function hearSelected({ neighbours, listening }: App): void {
  const { current } = neighbours;
  if (current) listening.toggle({ video: current.video, at: current.at });
}

/** Pins a neighbour's sound over the frame, or lets it go when it is pinned already. */
export function togglePin({ heatmaps }: App, sound: ForeignSound): void {
  heatmaps.pin(heatmaps.isPinned(sound.reference) ? null : sound);
}

export function pinSelected(app: App): void {
  const { current } = app.neighbours;
  if (current) togglePin(app, soundOf(current));
}

export function jumpToSelected(app: App): void {
  const { current } = app.neighbours;
  if (current) app.jumpTo(current.video, current.at);
}

/** Goes round the four directions: frame to sounds, frame to frames, sound to frames, sound to sounds. */
export function turnDirection({ neighbours }: App): void {
  const { from, to } = neighbours;
  if (from === 'frame')
    neighbours.setDirection(to === 'sounds' ? { to: 'frames' } : { from: 'sound', to: 'frames' });
  else neighbours.setDirection(to === 'frames' ? { to: 'sounds' } : { from: 'frame', to: 'sounds' });
}

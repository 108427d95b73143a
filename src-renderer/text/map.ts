import { formatCount, formatTime } from '../logic/formatting.ts';

const plural = (count: number, one: string, many: string) =>
  `${formatCount(count)} ${count === 1 ? one : many}`;

/** What the map says, in English. */
export const mapEnglish = {
  title: 'Map',
  heading: 'Map of the library',
  compute: 'Make the map',
  update: 'Update the map',
  updateHint: 'The library has changed since the map was made',
  making: 'Making the map',
  waiting: 'The map is made as soon as its turn comes',
  cancel: 'Stop making the map',
  loading: 'Opening the map…',
  emptyTitle: 'No map yet',
  emptyBody: (moments: number) =>
    `Every frame and every sound of the library becomes a point; what is alike lies together. ${plural(moments, 'vector', 'vectors')} to lay out.`,
  nothingTitle: 'Nothing to map yet',
  nothingBody: 'The map shows frames and sounds as soon as videos are indexed.',
  failedTitle: 'The map could not be opened',
  noDrawingTitle: 'This window cannot draw the map',
  noDrawingBody: 'It needs WebGL 2, which this machine or browser does not offer.',
  untrained: 'Untrained model: what lies together means nothing yet',
  apart: 'This model does not compare frames with sounds: two maps, side by side',

  tool: 'Dragging',
  tools: { move: 'Move', lasso: 'Lasso' },
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  whole: 'Show the whole map',
  colourBy: 'Colour by',
  colourings: { modality: 'Sense', label: 'Label', video: 'Video', time: 'Time' },
  legend: 'What the colours mean',
  frame: 'Frame',
  sound: 'Sound',
  noLabel: 'No label',
  otherLabels: (count: number) => `${formatCount(count)} more`,
  eachVideo: (count: number) => `A colour for each of ${plural(count, 'video', 'videos')}`,
  start: 'Start of the video',
  end: 'End',

  stage: 'Map of frames and sounds',
  keys: 'Arrow keys move between near points. Enter: hear it. G: show it in Explore. Space: into or out of the list. L: choose a circle around it, plus and minus change its size, Enter takes it. Shift and arrows move the map, plus and minus zoom, 0 shows all.',
  summary: (frames: number, sounds: number, videos: number, colouring: string) =>
    `${plural(frames, 'frame', 'frames')} and ${plural(sounds, 'sound', 'sounds')} from ${plural(videos, 'video', 'videos')}, coloured by ${colouring.toLowerCase()}.`,
  fitted: (fitted: number, count: number) =>
    fitted < count
      ? `UMAP laid out ${formatCount(fitted)} points; the other ${formatCount(count - fitted)} lie beside those most like them`
      : `${plural(count, 'point', 'points')}`,
  point: (modality: string, video: string, at: number) => `${modality}, ${video}, ${formatTime(at, 1)}`,
  circle: (count: number) => `Circle around ${plural(count, 'point', 'points')}. Enter takes them.`,
  nothingThere: 'No point in that direction.',
  current: 'The moment in Explore',

  playlist: 'Chosen moments',
  chosen: (count: number) => `${formatCount(count)} chosen`,
  playlistEmpty: 'Nothing chosen',
  playlistEmptyBody: 'Draw a lasso around points, or press L on one for a circle around it.',
  play: 'Play all, one after another',
  stop: 'Stop',
  hear: (what: string) => `Hear ${what}`,
  jump: 'Show in Explore',
  jumpTo: (what: string) => `Show in Explore: ${what}`,
  clear: 'Choose nothing',
  label: 'Label them all',
  newLabel: 'New label…',
  labelName: 'Label',
  labelButton: 'Label',
  labelHint: 'A label for all…',
  labelling: 'Labelling…',
  labelled: (annotations: number, name: string) =>
    `${plural(annotations, 'annotation', 'annotations')} made: ${name}.`,
  exportMenu: 'Export the list',
  exportJson: 'As JSON',
  exportCsv: 'As CSV',
};

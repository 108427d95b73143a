import { formatCount, formatRate, formatTime } from '../logic/formatting.ts';
import { enAnnotate } from './en-annotate.ts';
import { enSettings } from './en-settings.ts';
import { keysEnglish } from './keys.ts';

const plural = (count: number, one: string, many: string) =>
  `${formatCount(count)} ${count === 1 ? one : many}`;

/** "about 2 min left"; rough on purpose, because an estimate to the second is never true. */
function timeLeft(seconds: number): string {
  if (seconds < 8) return 'a few seconds left';
  if (seconds < 55) return `about ${Math.ceil(seconds / 5) * 5} s left`;
  if (seconds < 3300) return `about ${Math.round(seconds / 60)} min left`;
  return `about ${Math.round(seconds / 360) / 10} h left`;
}

/** Every word the window says, in English. Sentences with parts in them are functions, so that a language can order them. */
export const en = {
  common: {
    appName: 'Earsight',
    cancel: 'Cancel',
    close: 'Close',
    retry: 'Try again',
    remove: 'Remove',
    undo: 'Undo',
    undone: 'Put back.',
    dismiss: 'Dismiss',
    more: 'More',
    next: 'Next',
    done: 'Done',
    skip: 'Skip',
    notifications: 'Messages',
    off: 'Off',
  },

  views: {
    navigation: 'Views',
    explore: 'Explore',
    settings: 'Settings',
  },

  connection: {
    lost: 'Earsight does not answer. Trying to reach it again…',
    starting: 'Starting…',
  },

  errors: {
    unknown: 'Something went wrong.',
    workerDied: (reason: string) => `The engine stopped (${reason}). It is being started again.`,
    workerBack: 'The engine is running again.',
  },

  library: {
    pane: 'Library',
    menu: 'Libraries and folders',
    openFolder: 'Open a folder of videos…',
    addFolder: 'Add a folder to this library…',
    openLibrary: 'Open a library…',
    openDemo: 'Open the demo library',
    recent: 'Recent',
    manageSources: 'Folders of this library…',
    rescan: 'Look for new files',
    demoNote: 'Demo',
    search: 'Search by name',
    clearSearch: 'Clear the search',
    sort: 'Sort',
    sorts: { name: 'Name', added: 'Date added', duration: 'Length', state: 'State' },
    ascending: 'Ascending',
    descending: 'Descending',
    filter: 'Show',
    filters: {
      all: 'All videos',
      indexed: 'Indexed',
      waiting: 'Waiting',
      trouble: 'With trouble',
      offline: 'Offline',
      'no-sound': 'Without sound',
      'no-picture': 'Without picture',
    },
    count: (shown: number, total: number) =>
      shown === total
        ? plural(total, 'video', 'videos')
        : `${formatCount(shown)} of ${plural(total, 'video', 'videos')}`,
    troubles: (count: number) => `${formatCount(count)} with trouble`,
    grid: 'Videos',
    states: {
      waiting: 'Waiting',
      indexing: 'Indexing…',
      indexed: 'Indexed',
      failed: 'Trouble',
      offline: 'Offline',
    },
    noSound: 'No sound',
    noPicture: 'No picture',
    tile: (name: string, length: string, state: string) => `${name}, ${length}, ${state}`,
    emptyTitle: 'A folder of videos is all it takes',
    emptyBody: 'Earsight reads them where they are and changes nothing. Drop a folder here, or choose one.',
    nothingFound: 'No video matches.',
    showAll: 'Show all videos',
    dropHere: 'Drop to add this folder',
    dropNeedsPath: 'A browser does not tell where a dropped folder lies. Choose it here.',
    dropNotFolder: 'Drop a folder of videos here; an image or a sound goes to Neighbours.',
    sourceRemoved: (folder: string) => `Removed ${folder} from the library. The files are untouched.`,
    videoRemoved: (name: string) => `Removed ${name} from the library. The file is untouched.`,
    removeVideo: 'Remove from the library',
    problem: 'The library could not be opened',
  },

  indexing: {
    title: { running: 'Indexing', paused: 'Indexing paused', queued: 'Indexing soon' },
    left: timeLeft,
    pause: 'Pause indexing',
    resume: 'Resume indexing',
    cancel: 'Stop indexing',
    progress: 'Progress of the indexing',
  },

  sources: {
    title: 'Folders of this library',
    body: 'Earsight looks for videos in these folders. It never writes to them.',
    online: (videos: number) => plural(videos, 'video', 'videos'),
    offline: (videos: number) => `Offline · ${plural(videos, 'video', 'videos')}`,
    relink: 'Find it again…',
    relinkOf: (folder: string) => `Find ${folder} again`,
    removeOf: (folder: string) => `Remove ${folder}`,
  },

  folder: {
    titles: {
      open: 'Open a folder of videos',
      add: 'Add a folder to this library',
      library: 'Open a library',
      relink: 'Where is this folder now?',
    },
    choose: 'Choose this folder',
    path: 'Path of the folder',
    go: 'Go',
    parent: 'Up one folder',
    folders: 'Folders here',
    videosHere: (count: number) =>
      count === 0 ? 'No videos directly in it' : `${plural(count, 'video', 'videos')} directly in it`,
    noFolders: 'No folders in here.',
    truncated: 'Only the first 2 000 are listed; type the path to go further.',
  },

  player: {
    dropHere: 'Drop a sound to play it over this frame, or an image to ask with it',
    pane: 'Player',
    emptyTitle: 'Choose a video',
    emptyBody: 'Scrub through it and watch where the sound comes from.',
    loading: 'Opening…',
    play: 'Play',
    pause: 'Pause',
    previousFrame: 'Previous frame',
    nextFrame: 'Next frame',
    loop: 'Loop',
    loopSpan: 'Loop the marked span',
    clearSpan: 'Clear the span',
    speed: 'Speed',
    speedOf: (speed: number) => `${String(Math.round(speed * 100) / 100)}×`,
    backwards: (speed: number) => `−${speed}×`,
    mute: 'Mute',
    unmute: 'Sound on',
    volume: 'Volume',
    frame: (frame: number) => `frame ${formatCount(frame)}`,
    frameAbout: (frame: number) => `frame ≈ ${formatCount(frame)}`,
    frameAboutHint:
      'Frames come at a changing rate: counted by their average until the file has told their times',
    picture: 'Picture',
    facts: (parts: { codec: string; width: number; height: number; rate: number; variable: boolean }) =>
      `${parts.codec} · ${Math.round(parts.width)}×${Math.round(parts.height)} · ${parts.variable ? '≈ ' : ''}${formatRate(parts.rate)} frames/s`,
    soundFacts: (parts: { codec: string; rateKilohertz: number; channels: number }) =>
      `${parts.codec} · ${formatRate(parts.rateKilohertz)} kHz · ${parts.channels === 1 ? 'mono' : parts.channels === 2 ? 'stereo' : `${parts.channels} channels`}`,
    noSound: 'no sound',
    noPicture: 'This file has no picture',
    proxyTitle: 'Preparing a copy that can be played',
    proxyBody: 'This window cannot play these codecs. Stills work already.',
    failedTitle: 'This file could not be indexed',
    offlineTitle: 'The drive with this video is not there',
    offlineBody: 'Connect it, or find the folder again.',
    problemTitle: 'This video cannot be shown',
    cannotPlay: (reason: string) =>
      reason === '' ? 'The window could not play it.' : `The window could not play it: ${reason}`,
    windowTitle: (name: string) => `${name} – Earsight`,
    locate: 'Find the folder…',
  },

  heatmap: {
    show: 'Heatmap',
    hide: 'Hide the heatmap',
    own: 'Its own sound',
    score: 'Score',
    scoreHint: 'How strongly picture and sound correspond: the largest cell of the heatmap, 0 to 1',
    scoreValue: (score: number) => score.toFixed(2),
    noScore: '–',
    opacity: 'Opacity',
    threshold: 'Threshold',
    colours: 'Colours',
    colourNames: { inferno: 'Inferno', viridis: 'Viridis', cividis: 'Cividis', magma: 'Magma', grey: 'Grey' },
    outline: 'Outline what the network sees',
    alone: 'Map alone',
    look: 'Look of the heatmap',
    silent: 'No sound at this moment',
    noSound: 'This video has no sound. Pin another one to ask for it.',
    overFrame: (name: string) => `Over this frame: ${name}`,
    unpin: 'Stop playing this sound over the frame',
    nothing: 'Nothing here makes this sound',
    legend: 'Correspondence, 0 to 1',
    picture: (score: string) => `Heatmap of the frame, score ${score}`,
    latency: (milliseconds: number) => `${Math.round(milliseconds)} ms`,
    untrained: 'Untrained',
    untrainedHint: 'This model has random weights: what it shows means nothing yet',
  },

  timeline: {
    label: 'Timeline',
    value: (at: number, duration: number, frame: number) =>
      `${formatTime(at)} of ${formatTime(duration)}, frame ${frame}`,
    overview: 'Part of the video on the timeline',
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    zoomAll: 'Show the whole video',
    tracks: { film: 'Frames', wave: 'Waveform', spectrogram: 'Spectrogram', match: 'Match' },
    matchHint: 'How strongly picture and sound correspond over time',
    notIndexed: 'Appears once the video is indexed',
    silent: 'No sound',
    hoverMatch: (score: number) => `match ${score.toFixed(2)}`,
  },

  neighbours: {
    pane: 'Neighbours',
    from: 'Look for what is near',
    fromOptions: { frame: 'Frame', sound: 'Sound' },
    to: 'Among',
    toOptions: { frames: 'Frames', sounds: 'Sounds' },
    notFromThisVideo: 'Not from this video',
    ask: 'Ask with an image or a sound…',
    askShort: 'Image or sound…',
    dropHere: 'Drop an image or a sound to ask with it',
    putAway: 'Back to the playhead',
    at: (time: string) => `at ${time}`,
    emptyTitle: 'What sounds like this, what looks like it',
    emptyBody: 'Rest on a frame, and the sounds of the whole library that suit it are listed here.',
    nothing: 'Nothing near enough was found.',
    notIndexed: 'Neighbours appear as soon as videos are indexed.',
    list: (from: string, to: string) => `Neighbours: ${from} to ${to}`,
    hear: 'Hear it',
    stop: 'Stop',
    jump: 'Jump there',
    pin: 'Play over my frame',
    unpin: 'Stop playing over my frame',
    likeness: (percent: number) => `top ${percent}\u2009%`,
    distance: (distance: number) => `distance ${distance.toFixed(2)}`,
    distanceHint: (distance: number, percent: string) =>
      `Distance ${distance.toFixed(3)} of 0…2; closer than ${percent} of the library`,
    row: (position: number, name: string, time: string, likenessText: string) =>
      `${position}. ${name} at ${time}, ${likenessText}`,
    held: 'Waiting for the playhead to rest',
  },

  exports: {
    menu: 'Export',
    overlay: 'Frame with heatmap (PNG)',
    map: 'Heatmap alone (PNG)',
    npy: 'Heatmap values (NPY)',
    film: (span: boolean) => (span ? 'Marked span with heatmap (MP4)' : 'Whole video with heatmap (MP4)'),
    embeddingsNpz: 'Embeddings of the library (NPZ)',
    embeddingsParquet: 'Embeddings of the library (Parquet)',
    saved: (files: string[]) =>
      files.length === 1
        ? `Saved ${files[0]!.split(/[\\/]/).at(-1)}`
        : `Saved ${plural(files.length, 'file', 'files')}`,
    showQueue: 'Show',
  },

  annotate: enAnnotate,

  activity: {
    title: 'Activity',
    idle: 'Nothing running',
    running: (count: number) => plural(count, 'job running', 'jobs running'),
    states: {
      queued: 'Waiting',
      running: 'Running',
      paused: 'Paused',
      done: 'Done',
      failed: 'Failed',
      cancelled: 'Cancelled',
    },
    pause: (title: string) => `Pause: ${title}`,
    resume: (title: string) => `Resume: ${title}`,
    cancel: (title: string) => `Cancel: ${title}`,
    clear: 'Clear finished',
    empty: 'Indexing, exports and training show their progress here.',
    showFile: 'Show in folder',
    copyPath: 'Copy path',
    copied: 'Path copied.',
    progress: (title: string) => `Progress of: ${title}`,
  },

  models: {
    open: 'Models and processor',
    title: 'Models and processor',
    heatmapBy: 'Heatmap',
    neighboursBy: 'Neighbours',
    none: 'none',
    device: 'Processor',
    threads: (threads: number) => plural(threads, 'thread', 'threads'),
    runtime: 'Runtime',
    runtimes: { onnxruntime: 'ONNX Runtime', tensorflow: 'TensorFlow' },
    deviceNames: {
      auto: 'Automatic',
      cpu: 'CPU',
      webgpu: 'WebGPU',
      cuda: 'CUDA',
      dml: 'DirectML',
      coreml: 'Core ML',
    } as Record<string, string>,
    providerStates: { 'in-use': 'in use', available: 'available', refused: 'refused', absent: 'absent' },
    network: 'Network',
    parameters: (count: number) => `${(count / 1e6).toFixed(1)} M parameters`,
    width: (width: number) => (width === 1 ? 'full width' : `width ${width}`),
    training: 'Training record',
    noTraining: 'Not trained: random weights',
    licence: 'Licence of its data',
    hash: 'Hash',
    folder: 'Folder',
    builtIn: 'built in',
    inUse: 'In use',
    missing: (name: string) => `The model “${name}” is not there.`,
    refused: (device: string) => `${device} could not be started on this machine; Earsight does without it.`,
    whatItSaid: 'What it said',
  },

  about: {
    title: 'About Earsight',
    what: 'See what sounds, hear what you see.',
    version: 'Version',
    licence: 'Licence',
    licenceName: 'MIT. What it is made of keeps its own licences: THIRD-PARTY-NOTICES.md beside the app.',
    methods: 'Methods',
    methodNames: 'Arandjelović and Zisserman: Objects that Sound (2018); Look, Listen and Learn (2017)',
    model: (role: string) => `Model: ${role.toLowerCase()}`,
    modelFacts: (network: string, parameters: string, licence: string | null) =>
      `${network.toUpperCase()}, ${parameters}${licence === null ? '' : `. Its data: ${licence}`}`,
  },

  keys: keysEnglish,

  settings: enSettings,

  tour: {
    label: 'Tour',
    step: (step: number, of: number) => `${step} of ${of}`,
    steps: [
      'Scrub the timeline: the glow marks what in the picture makes the sound you hear.',
      'Rest on a frame: here are the sounds of the whole library that suit it, and a click plays one.',
      'Point at any of them to play its sound over your frame: the glow moves to what makes that sound, or goes dark.',
    ],
  },
};

import { formatBytes, formatCount } from '../logic/formatting.ts';

const plural = (count: number, one: string, many: string) =>
  `${formatCount(count)} ${count === 1 ? one : many}`;

/** The words of the Train view, in English. */
export const trainEnglish = {
  view: 'Train',
  title: 'Train',
  form: 'New run',
  lead: 'A network learns which sounds and pictures belong together from your own videos. No labels are needed.',
  name: 'Name',
  nameHint: 'Letters, digits, spaces, points and dashes',
  nameTaken: 'There is a model of this name already.',
  network: 'Network',
  networks: { avol: 'AVOL-Net', ave: 'AVE-Net', l3: 'L³-Net', 'ave-mf': 'AVE+MF', 'ave-of': 'AVE+OF' },
  networkHints: {
    avol: 'Heatmaps: where in the picture the sound comes from.',
    ave: 'Neighbours: frames and sounds in one space.',
    l3: 'The earlier network: tells pairs apart, without a common space.',
    'ave-mf': 'AVE-Net that looks at 25 frames at once.',
    'ave-of': 'AVE-Net that looks at a frame and its optical flow.',
  },
  sources: 'Learn from',
  noSources: 'The library has no folder yet. Open one in Explore.',
  sourceVideos: (videos: number) => plural(videos, 'video', 'videos'),
  sourceOffline: 'offline',
  start: 'Start from',
  fresh: 'Random weights',
  startHint: 'A trained model learns your videos sooner than random weights.',
  budget: 'Budget',
  budgets: { pairs: 'Pairs', minutes: 'Time' },
  pairs: 'Pairs to learn from',
  minutes: 'Minutes to learn for',
  minutesHint: 'The speed is measured when the run starts, after the videos are prepared.',
  estimate: {
    title: 'What it takes',
    counting: 'Counting what there is to learn from…',
    videos: (videos: number, moments: number) =>
      `${plural(videos, 'video', 'videos')}, ${plural(moments, 'moment', 'moments')}`,
    leftOut: (videos: number) =>
      `${plural(videos, 'video', 'videos')} left out: no sound, no picture, or out of reach`,
    cache: (bytes: number, there: number) =>
      there >= bytes && bytes > 0
        ? `${formatBytes(bytes)} of training cache, made already`
        : there > 0
          ? `${formatBytes(bytes)} of disk for the training cache, ${formatBytes(there)} of it made already`
          : `${formatBytes(bytes)} of disk for the training cache`,
    duration: (length: string, run: string) => `${length} at the speed of “${run}”`,
    durationUnknown: 'How long it takes shows once it runs',
    nothing: 'None of these videos has both sound and picture.',
    few: 'Fewer than 8 videos: it will learn them by heart rather than learn to hear.',
  },
  length: (seconds: number) => {
    if (seconds < 90) return `about ${Math.max(1, Math.round(seconds))} s`;
    if (seconds < 5400) return `about ${Math.round(seconds / 60)} min`;
    return `about ${Math.round(seconds / 360) / 10} h`;
  },
  more: 'More',
  objective: 'Objective',
  objectives: { contrastive: 'Contrastive', avc: 'As published (AVC)' },
  objectiveHint: 'Contrastive learning goes beyond the paper and needs far fewer pairs.',
  sampling: 'Sampling',
  samplings: { safe: 'Safe', naive: 'Naive' },
  samplingHint: 'Naive sampling shows the shortcut of §3.3: better in training, worse for use.',
  width: 'Width',
  widths: { '1': 'Full', '0.5': 'Half', '0.25': 'Quarter' } as Record<string, string>,
  widthOf: (width: number) => (width === 1 ? 'Full' : `${width} of full`),
  widthFixed: 'That of the model it starts from.',
  batch: 'Batch',
  learningRate: 'Learning rate',
  seed: 'Seed',
  imageSize: 'Picture size',
  patience: 'Stop early after',
  patienceHint: 'Validations without a gain; 0 never stops early.',
  cacheRate: 'Moments a second',
  cacheSize: 'Most cache, GB',
  device: 'Processor',
  submit: 'Start training',
  started: (name: string) => `Training of “${name}” starts.`,
  waits: (name: string) => `“${name}” starts when what is running is done.`,
  runs: 'Runs',
  curves: 'Curves',
  emptyTitle: 'Nothing trained yet',
  emptyBody:
    'Start a run, and watch here how loss falls and accuracy rises. You can go on working meanwhile.',
  loading: 'Looking for runs…',
  columns: {
    compare: 'Shown',
    run: 'Run',
    state: 'State',
    pairs: 'Pairs',
    loss: 'Loss',
    accuracy: 'AVC accuracy',
    actions: 'Actions',
  },
  states: {
    queued: 'Waiting',
    running: 'Running',
    paused: 'Paused',
    done: 'Done',
    failed: 'Failed',
    stopped: 'Stopped',
  },
  show: (name: string) => `Show the curves of ${name}`,
  mostShown: (count: number) => `At most ${count} runs are shown together.`,
  pairsOf: (pairs: number, wanted: number | null) =>
    wanted === null || pairs >= wanted
      ? formatCount(pairs)
      : `${formatCount(pairs)} of ${formatCount(wanted)}`,
  speed: (pairsPerSecond: number) => `${pairsPerSecond.toFixed(1)} pairs/s`,
  pause: (name: string) => `Pause ${name}`,
  resume: (name: string) => `Resume ${name}`,
  stop: (name: string) => `Stop ${name}; what it has learnt is kept`,
  use: 'Use this model',
  useOf: (name: string) => `Use the model of ${name}`,
  inUse: 'In use',
  usedHeatmap: (name: string) => `“${name}” draws the heatmaps now.`,
  usedNeighbours: (name: string) =>
    `The library is being indexed with “${name}”. Until that is done the old embeddings keep working.`,
  takenOver: (name: string) => `“${name}” finds the neighbours now.`,
  again: (name: string) => `Start another run like ${name}`,
  remove: (name: string) => `Remove ${name} from the list; its model stays`,
  removed: (name: string) => `Removed “${name}” from the list. Its model stays.`,
  record: (name: string) => `Record of ${name}`,
  recordFolder: 'Model',
  progress: (name: string) => `Progress of ${name}`,
  loss: 'Loss',
  accuracy: 'AVC accuracy',
  chance: 'chance',
  axis: 'Against',
  axes: { pairs: 'Pairs', seconds: 'Time' },
  validation: 'Dashed: the AVC loss on the videos kept for validation',
  noPoints: 'The first point comes after a few hundred pairs.',
  noneShown: 'Tick a run below to see its curves.',
  table: 'As a table',
  tableCaption: (name: string) => `Curve of ${name}`,
  tableColumns: {
    pairs: 'Pairs',
    time: 'Time',
    loss: 'Loss',
    validation: 'Validation loss',
    accuracy: 'AVC accuracy',
  },
  chartSummary: (title: string, lines: readonly string[]) =>
    lines.length === 0 ? `${title}: nothing to show yet` : `${title}. ${lines.join('. ')}`,
  lineSummary: (name: string, value: string, at: string) => `${name}: ${value} at ${at}`,
};

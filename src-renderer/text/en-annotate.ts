import { formatCount, formatTime } from '../logic/formatting.ts';

const plural = (count: number, one: string, many: string) =>
  `${formatCount(count)} ${count === 1 ? one : many}`;

const span = (from: number, to: number) => `${formatTime(from, 2)} to ${formatTime(to, 2)}`;

/** What the annotation mode says, in English. */
export const enAnnotate = {
  pane: 'Annotate',
  enter: 'Annotate',
  leave: 'Leave annotating',
  undo: (title: string | null) => (title === null ? 'Nothing to undo' : `Undo: ${title}`),
  redo: (title: string | null) => (title === null ? 'Nothing to redo' : `Redo: ${title}`),
  undone: (title: string) => `Undone: ${title}`,
  redone: (title: string) => `Done again: ${title}`,
  nothingToUndo: 'There is nothing to undo.',
  nothingToRedo: 'There is nothing to redo.',
  elsewhere: 'It was in another video.',
  conflict: 'Another window changed this meanwhile. It is shown as it is now; your change was not made.',
  conflictRemoved: 'Another window removed this meanwhile.',
  tabs: { labels: 'Labels', queue: 'Proposals' },
  tabsLabel: 'What to work on',
  more: 'More about labels and files',

  labels: {
    list: 'Labels',
    none: 'No labels yet',
    noneBody: 'Type a name and press Enter. The first nine get the keys 1 to 9.',
    add: 'New label',
    addHint: 'Add a label…',
    apply: (name: string, key: string | null) => (key === null ? name : `${name}, key ${key}`),
    count: (count: number) => plural(count, 'annotation', 'annotations'),
    edit: (name: string) => `Edit ${name}`,
    editTitle: 'Edit the label',
    name: 'Name',
    colour: 'Colour',
    hotkey: 'Key',
    noHotkey: 'No key',
    pressKey: 'Press a key…',
    save: 'Save',
    remove: 'Remove the label',
    removed: (name: string, changed: number) =>
      changed === 0
        ? `Removed ${name}.`
        : `Removed ${name}; ${plural(changed, 'annotation has', 'annotations have')} no label now.`,
    unlabelled: 'No label',
    audioSet: 'Add AudioSet names…',
  },

  audioSet: {
    title: 'AudioSet names',
    body: 'Names of the AudioSet ontology, one a line. Those that are there already are left alone.',
    field: 'Names',
    placeholder: 'Violin, fiddle\nAcoustic guitar',
    add: 'Add these',
    addAll: 'Add all of them',
    added: (added: number, existing: number) =>
      existing === 0
        ? `Added ${plural(added, 'label', 'labels')}.`
        : `Added ${plural(added, 'label', 'labels')}; ${formatCount(existing)} were there already.`,
  },

  track: {
    lanes: 'Annotations on the timeline',
    draft: 'New span',
    draftHint: 'Drag here, or I … O, then a label’s key',
    draftReady: 'Now press a label’s key',
    draftOpen: 'Press the key again where it ends',
    item: (label: string, from: number, to: number, state: string) => `${label}, ${span(from, to)}, ${state}`,
  },

  states: {
    proposed: 'proposed',
    accepted: 'accepted',
    checked: 'checked',
    unsure: 'unsure',
    rejected: 'rejected',
  },

  chosen: {
    heading: 'Chosen',
    none: 'Nothing chosen',
    noneBody: 'Mark where a span starts and ends, then press a label’s key. Draw on the picture for a box.',
    many: (count: number) => `${formatCount(count)} chosen`,
    label: 'Label',
    from: 'Start',
    to: 'End',
    wholeVideo: 'The whole video',
    frames: (from: number, to: number) => `frames ${from}–${to}`,
    state: 'State',
    stateOptions: { accepted: 'Plain', checked: 'Checked', unsure: 'Unsure' },
    note: 'Note',
    noteHint: 'A note…',
    boxes: (count: number) => (count === 0 ? 'No box' : plural(count, 'key box', 'key boxes')),
    by: (author: string, date: string) => `${author}, ${date}`,
    changedBy: (author: string, date: string) => `changed by ${author}, ${date}`,
    proposedBy: (method: string, confidence: string | null) =>
      confidence === null ? `Proposed: ${method}` : `Proposed: ${method}, ${confidence}`,
    accept: 'Accept',
    reject: 'Reject',
    loop: 'Play it in a loop',
    split: 'Split at the playhead',
    merge: 'Join with the next',
    remove: 'Remove',
    addKey: 'Add a key box here',
    removeKey: 'Remove the key box here',
    findMore: 'Find more like this',
    cannotSplit: 'Bring the playhead inside the annotation to split it.',
    cannotMerge: 'There is no other annotation of this label to join with.',
    nothingUnlabelled: 'Nothing unlabelled in that direction.',
  },

  box: {
    layer: 'Boxes on the picture',
    item: (label: string, kind: 'key' | 'between') =>
      kind === 'key' ? `Box of ${label}` : `Box of ${label}, between key boxes`,
    ghost: 'Proposed box: Enter accepts it',
    ghostKey: 'Enter',
    ghostShow: 'Boxes',
    beta: 'Tightness',
    betaHint: 'The heatmap must reach max · β + mean · (1 − β) for a cell to belong to the box',
  },

  methods: {
    'heatmap-box': 'box from the heatmap',
    'correspondence-span': 'picture and sound correspond',
    'recurring-sound': 'sounds like an example',
    'neighbour-label': 'labelled neighbours',
    import: 'imported',
  } as Record<string, string>,

  queue: {
    list: 'Proposals, least certain first',
    spans: 'Matching spans',
    threshold: 'How strongly picture and sound must match',
    proposeSpans: 'Propose spans where picture and sound match',
    proposeLabels: 'Propose labels by neighbours',
    labels: 'Labels by neighbours',
    propose: 'Propose',
    working: 'Looking through the videos',
    scope: 'In',
    scopes: { video: 'This video', library: 'The library' },
    proposed: (count: number) =>
      count === 0 ? 'Nothing new to propose.' : `${plural(count, 'proposal', 'proposals')}.`,
    empty: 'No proposals',
    emptyBody:
      'The networks propose, you confirm. Let them look for spans, or for labels once you have set a few.',
    selectAll: 'Choose all',
    selectNone: 'Choose none',
    accept: (count: number) => (count > 1 ? `Accept ${formatCount(count)}` : 'Accept'),
    reject: (count: number) => (count > 1 ? `Reject ${formatCount(count)}` : 'Reject'),
    accuracy: (percent: string, decided: number) => `${percent} right of ${formatCount(decided)}`,
    noAccuracy: 'None decided yet',
    accuracyHint: 'Share of the proposals you decided on that were accepted as they were',
    waiting: (count: number) => plural(count, 'waiting', 'waiting'),
    item: (label: string, video: string, from: number, to: number, confidence: string) =>
      `${label}, ${video}, ${span(from, to)}, ${confidence}`,
    unsureConfidence: 'no confidence',
  },

  files: {
    importEntry: 'Import annotations…',
    exportEntry: 'Export annotations…',
    clipsEntry: 'Export a clip per span',
    exportTitle: 'Export annotations',
    exportBody: 'Rejected proposals never leave the library. What a format cannot carry is said at the end.',
    format: 'Format',
    scope: 'Which',
    scopes: { video: 'This video', library: 'The whole library' },
    proposals: 'With proposals nobody has accepted',
    frameImages: 'With the frames the boxes are on',
    exportButton: 'Export',
    importTitle: 'Import annotations',
    importBody: 'All of the file is taken, as one step that undo takes back, or nothing.',
    file: 'File',
    choose: 'Choose a file…',
    detect: 'Found out by the content',
    importButton: 'Import',
    preview: (annotations: number, labels: number, videos: number) =>
      `${plural(annotations, 'annotation', 'annotations')} for ${plural(videos, 'video', 'videos')}, ${plural(labels, 'new label', 'new labels')}`,
    formatIs: (format: string) => `Format: ${format}`,
    losses: 'What cannot be carried',
    loss: (what: string, count: number) => `${what} (${formatCount(count)})`,
    imported: (annotations: number) => `Imported ${plural(annotations, 'annotation', 'annotations')}.`,
    exported: (annotations: number, losses: number) =>
      losses === 0
        ? `Exported ${plural(annotations, 'annotation', 'annotations')}.`
        : `Exported ${plural(annotations, 'annotation', 'annotations')}; ${plural(losses, 'thing', 'things')} could not be carried.`,
    cut: (clips: number) => `Cut ${plural(clips, 'clip', 'clips')}.`,
  },
};

/** The annotation mode's commands, for the sheet of keys. */
export const enAnnotateCommands = {
  'annotate.toggle': 'Annotate, or leave it',
  'annotate.from': 'New span starts here',
  'annotate.to': 'New span ends here',
  'annotate.trimFrom': 'Chosen one starts here',
  'annotate.trimTo': 'Chosen one ends here',
  'annotate.next': 'Next annotation',
  'annotate.previous': 'Previous annotation',
  'annotate.extend': 'Choose the next one too',
  'annotate.unlabelledNext': 'Next unlabelled moment',
  'annotate.unlabelledPrevious': 'Previous unlabelled moment',
  'annotate.loop': 'Loop the chosen one',
  'annotate.split': 'Split at the playhead',
  'annotate.merge': 'Join with the next of its label',
  'annotate.remove': 'Remove, or reject a proposal',
  'annotate.checked': 'Checked, or not',
  'annotate.unsure': 'Unsure, or not',
  'annotate.note': 'Write a note',
  'annotate.accept': 'Accept what is proposed',
  'annotate.propose': 'Propose boxes or not',
  'annotate.looser': 'Looser box',
  'annotate.tighter': 'Tighter box',
  'annotate.box': 'Add a key box here',
  'annotate.unbox': 'Remove the key box here',
  'annotate.keyNext': 'Next key box',
  'annotate.keyPrevious': 'Previous key box',
  'annotate.left': 'Move the box left',
  'annotate.right': 'Move the box right',
  'annotate.up': 'Move the box up',
  'annotate.down': 'Move the box down',
  'annotate.narrower': 'Narrower box',
  'annotate.wider': 'Wider box',
  'annotate.lower': 'Lower box',
  'annotate.higher': 'Taller box',
  'annotate.more': 'Find more like this',
  'annotate.nextProposal': 'Next proposal',
  'annotate.undo': 'Undo',
  'annotate.redo': 'Redo',
  'annotate.deselect': 'Choose nothing',
};

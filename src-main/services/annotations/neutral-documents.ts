import { hotkeyGiver } from '../../contract/label-hotkeys.ts';
import type { Probe } from '../../media/index.ts';
import type { Annotation, AnnotationQuery, EditStep, Label, Store, Video } from '../../store/index.ts';
import { videoFile } from '../libraries/index.ts';
import { videoNames } from '../libraries/video-names.ts';
import { withConflicts } from './conflicts.ts';
import { nextColour } from './label-colours.ts';
import type { Loss, NeutralAnnotation, NeutralDocument, NeutralVideo } from './types.ts';

/** Which annotations leave the library; rejected proposals never do. */
export type NeutralQuery = Pick<AnnotationQuery, 'videoId' | 'labelIds' | 'authors'> & {
  /** Whether proposals nobody has looked at go along. */
  readonly proposals: boolean;
};

/** The annotations of the library as formats see them, with the videos they belong to. */
export function neutralDocument(store: Store, query: NeutralQuery): NeutralDocument {
  const { proposals, ...rest } = query;
  const { items } = store.annotations.list({
    ...rest,
    statuses: ['accepted', 'checked', 'unsure', ...(proposals ? (['proposed'] as const) : [])],
  });
  const names = videoNames(store);
  const labels = new Map(store.labels.list().map((label) => [label.id, label]));
  const ids = new Set(items.map((annotation) => annotation.videoId));
  return {
    videos: [...ids].map((id) => neutralVideo(store, store.videos.get(id), names.nameOf(id)!)),
    annotations: items.map((annotation) =>
      toNeutral(annotation, names.nameOf(annotation.videoId)!, labels.get(annotation.labelId ?? 0)),
    ),
  };
}

/** A video as exporters need it. */
export function neutralVideo(store: Store, video: Video, name: string): NeutralVideo {
  const picture = (store.videos.probe(video.id) as Probe | null)?.picture ?? null;
  return {
    video: name,
    absolutePath: videoFile(store, video),
    durationSeconds: video.durationSeconds,
    displayWidth: picture?.displayWidth ?? null,
    displayHeight: picture?.displayHeight ?? null,
    framesPerSecond: picture?.framesPerSecond ?? null,
    variableFrameRate: picture?.variableFrameRate ?? false,
  };
}

function toNeutral(annotation: Annotation, video: string, label: Label | undefined): NeutralAnnotation {
  const { span, boxes, lowHz, highHz, note, status, author, createdAt, modifiedAt, track } = annotation;
  return {
    video,
    label: label?.name ?? null,
    span,
    boxes,
    lowHz,
    highHz,
    note,
    status: status === 'rejected' ? 'proposed' : status,
    author,
    createdAt,
    modifiedAt,
    track,
    confidence: annotation.proposal?.confidence ?? null,
    audioSetId: label?.audioSetId ?? null,
    colour: label?.colour ?? null,
  };
}

export interface NeutralImport {
  readonly annotations: readonly NeutralAnnotation[];
  /** Labels to make even if nothing bears them. */
  readonly labels?: readonly { name: string; colour: string | null; audioSetId: string | null }[];
}

/** What an import did. */
export interface ImportOutcome {
  readonly annotations: number;
  readonly labels: number;
  /** Annotations of videos that the library does not have, by the name the file gives. */
  readonly skipped: Loss[];
  readonly videoIds: number[];
}

/**
 * Takes annotations, under the names that `videoNames` gives the videos, into the library as one edit, which one undo takes back; when anything is wrong with one of
 * them nothing is taken. Labels are matched by name and made where they are missing.
 * @throws StoreError `invalid-input` as `history.edit`
 */
export function importNeutral(
  store: Store,
  file: NeutralImport,
  options: { title: string; author: string },
): ImportOutcome {
  const names = videoNames(store);
  const skipped = new Map<string, number>();
  const found: { annotation: NeutralAnnotation; videoId: number }[] = [];
  for (const annotation of file.annotations) {
    const videoId = names.idOf(annotation.video);
    if (videoId !== null) found.push({ annotation, videoId });
    else skipped.set(annotation.video, (skipped.get(annotation.video) ?? 0) + 1);
  }
  const outcome = {
    annotations: found.length,
    skipped: [...skipped].map(([what, count]) => ({ what, count })),
  };
  return store.transaction(() => {
    const labels = missingLabels(
      store,
      file,
      found.map(({ annotation }) => annotation),
    );
    const steps = [...labels, ...found.map(({ annotation, videoId }) => creation(annotation, videoId))];
    if (steps.length === 0) return { ...outcome, labels: 0, videoIds: [] };
    const { videoIds } = withConflicts(() => store.history.edit({ ...options, steps }));
    return { ...outcome, labels: labels.length, videoIds };
  });
}

function creation(annotation: NeutralAnnotation, videoId: number): EditStep {
  const { label, span, boxes, lowHz, highHz, note, status, author, track, confidence } = annotation;
  return {
    kind: 'create-annotation',
    content: {
      videoId,
      labelId: null,
      span,
      boxes,
      lowHz: lowHz ?? null,
      highHz: highHz ?? null,
      note,
      status,
      proposal:
        status === 'proposed'
          ? { method: 'import', model: null, labelId: null, confidence: confidence ?? null }
          : null,
      track: track ?? null,
    },
    ...(label === null ? {} : { labelName: label }),
    ...(author === '' ? {} : { author }),
    ...(annotation.createdAt === undefined ? {} : { createdAt: annotation.createdAt }),
    ...(annotation.modifiedAt === undefined ? {} : { modifiedAt: annotation.modifiedAt }),
  };
}

/** Steps that make the labels which the library lacks, each once whatever the case of its letters. */
function missingLabels(
  store: Store,
  file: NeutralImport,
  annotations: readonly NeutralAnnotation[],
): EditStep[] {
  const known = store.labels.list();
  const colours = known.map((label) => label.colour);
  const nextHotkey = hotkeyGiver(known);
  const seen = new Set<string>();
  const wanted = [
    ...(file.labels ?? []),
    ...annotations.map(({ label, colour, audioSetId }) => ({
      name: label ?? '',
      colour: colour ?? null,
      audioSetId: audioSetId ?? null,
    })),
  ];
  return wanted.flatMap(({ name, colour, audioSetId }): EditStep[] => {
    const key = name.trim().normalize('NFKC').toLowerCase();
    if (key === '' || seen.has(key)) return [];
    seen.add(key);
    if (store.labels.findByName(name) !== null) return [];
    const own = colour !== null && /^#[0-9a-f]{6}$/i.test(colour) ? colour : nextColour(colours);
    colours.push(own);
    return [{ kind: 'create-label', content: { name, colour: own, hotkey: nextHotkey(), audioSetId } }];
  });
}

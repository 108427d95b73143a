import { z } from 'zod';
import { EarsightError } from '../../contract/errors.ts';
import {
  labelProposals,
  type Proposed,
  proposed,
  recurringProposals,
  spanProposals,
} from '../../contract/proposals.ts';
import type { EditStep, Store } from '../../store/index.ts';
import type { Editor } from '../annotations/editor.ts';
import type { ServiceContext } from '../context.ts';
import type { JobControl } from '../jobs/index.ts';
import type { ShelvedModel } from '../models/model-shelf.ts';
import { correspondenceSpans } from './correspondence-spans.ts';
import { type HalfDoneFile, halfDoneFile } from './half-done.ts';
import { labelledExamples } from './labelled-examples.ts';
import { neighbourLabels } from './neighbour-labels.ts';
import { mostProposals } from './proposal-steps.ts';
import { recurringSounds } from './recurring-sounds.ts';
import { stillApplies } from './still-applies.ts';

/** What a job of proposals is asked for; the model is named, so that one taken up later goes on with the same. */
export const proposalRequest = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('spans'), model: z.string(), ...spanProposals.shape }),
  z.object({ kind: z.literal('labels'), model: z.string(), ...labelProposals.shape }),
  z.object({ kind: z.literal('recurring'), model: z.string(), ...recurringProposals.shape }),
]);
export type ProposalRequest = z.output<typeof proposalRequest>;

const savedEveryMilliseconds = 10_000;

/** Makes the steps for one video. */
type ProposeFor = (videoId: number) => Promise<readonly EditStep[]>;

const titles = {
  spans: 'Propose spans',
  labels: 'Propose labels',
  recurring: 'Find what sounds alike',
} as const;

/** What a job of this kind is called. */
export function proposalTitle({ kind }: ProposalRequest): string {
  return titles[kind];
}

/**
 * Goes through the videos one by one and makes all that is proposed in one step of the history. What a person changed
 * meanwhile is left alone. A run that was killed goes on at the video it was at; one killed after the edit was made
 * only tells what it made.
 */
export async function runProposals(
  context: ServiceContext,
  editor: Editor,
  request: ProposalRequest,
  control: JobControl,
): Promise<Proposed> {
  const done = proposed.safeParse(control.checkpoint);
  if (done.success) return done.data;
  const { folder } = context.session.current();
  const living = context.jobs.list().filter(({ finishedAt }) => finishedAt === null);
  const half = halfDoneFile(folder, control.id, [control.id, ...living.map(({ id }) => id)]);
  return context.models.use(request.model, async (shelved) => {
    const steps = await findSteps(editor.store(), shelved, request, { control, half });
    const made = makeAll(editor, request, steps, (counts) => {
      const result = { ...counts, model: shelved.info.name, untrained: shelved.info.untrained };
      control.saveCheckpoint(result);
      return result;
    });
    half.remove();
    return made;
  });
}

/** What the networks propose, not made yet. */
async function findSteps(
  store: Store,
  shelved: ShelvedModel,
  request: ProposalRequest,
  way: { control: JobControl; half: HalfDoneFile },
): Promise<EditStep[]> {
  if (request.kind === 'recurring') {
    const example = store.annotations.get(request.annotation);
    return recurringSounds(store, shelved, example, request, way.control);
  }
  if (request.kind === 'spans')
    return overVideos(store, request, way, (video) => correspondenceSpans(store, shelved, video, request));
  const examples = await labelledExamples(store, shelved.info.hash, request.neighbours, way.control);
  try {
    if (examples.count === 0)
      throw new EarsightError('invalid-input', 'There is nothing labelled yet to learn from.', {
        allowed: 'a library with some labelled spans in indexed videos',
      });
    return await overVideos(store, request, way, (video) =>
      neighbourLabels(store, shelved, examples, video, request),
    );
  } finally {
    await examples.release();
  }
}

/** Makes what still applies in one transaction with `record`, so that a run which is killed now knows that it is done. */
function makeAll(
  editor: Editor,
  request: ProposalRequest,
  steps: readonly EditStep[],
  record: (counts: { proposals: number; videos: number }) => Proposed,
): Proposed {
  const store = editor.store();
  const { edit, result } = store.transaction(() => {
    const current = steps.filter((step) => stillApplies(store, step));
    const author = request.author ?? editor.me;
    const edit =
      current.length > 0
        ? store.history.edit({ title: proposalTitle(request), author, steps: current })
        : null;
    return { edit, result: record({ proposals: current.length, videos: edit?.videoIds.length ?? 0 }) };
  });
  if (edit !== null) editor.tell(edit);
  return result;
}

async function overVideos(
  store: Store,
  { videos }: ProposalRequest,
  { control, half }: { control: JobControl; half: HalfDoneFile },
  proposeFor: ProposeFor,
): Promise<EditStep[]> {
  const indexed = store.videos.list({ filter: 'indexed' }).items;
  const names = new Map(indexed.map(({ id, name }) => [id, name]));
  const ids = (videos ?? [...names.keys()]).filter((id) => names.has(id)).sort((one, other) => one - other);
  const before = half.read();
  const steps = [...(before?.steps ?? [])];
  let savedAt = performance.now();
  for (const [index, video] of ids.entries()) {
    if (video < (before?.next ?? 0)) continue;
    control.report(index / ids.length, names.get(video) ?? '');
    await control.gate();
    steps.push(...(await proposeFor(video)));
    if (steps.length >= mostProposals) break;
    if (performance.now() - savedAt < savedEveryMilliseconds) continue;
    await half.write({ next: video + 1, steps });
    savedAt = performance.now();
  }
  return steps.slice(0, mostProposals);
}

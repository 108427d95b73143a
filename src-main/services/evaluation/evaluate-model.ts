import { createHash } from 'node:crypto';
import path from 'node:path';
import type { EvaluationRequest, EvaluationResult } from '../../contract/evaluation.ts';
import type { Ontology, RetrievalResult } from '../../evaluation/index.ts';
import type { ServiceContext } from '../context.ts';
import type { JobControl } from '../jobs/index.ts';
import type { ShelvedModel } from '../models/index.ts';
import { chooseMoments } from './choose-moments.ts';
import { collectMoments } from './collect-moments.ts';
import type { Embedders, MeasuredMoment } from './embed-moments.ts';
import { findLabelledVideos, type LabelledVideos, loadOntology } from './labelled-videos.ts';
import { learnFromFolder } from './learn-alignment.ts';
import { measureClasses } from './measure-classes.ts';
import { measureLocalisation, showLocated } from './measure-localisation.ts';
import { type MatchingScores, measureMatching } from './measure-matching.ts';
import { measureRetrieval, showQueries, tablesOf } from './measure-retrieval.ts';
import { openMomentSpool } from './moment-spool.ts';
import { inSteps, inTurns } from './part-progress.ts';

type Details = EvaluationResult['details'];

/** Correlations of CCA that a result keeps. */
const keptCorrelations = 16;

/**
 * Measures a model as the paper does (Objects that Sound, §3.1, §3.3, v2 §4.1): AVC accuracy and retrieval on one
 * random moment of each labelled video, localisation on the frames that have boxes. Throws `invalid-input` for
 * labels or models that cannot serve; files that cannot be read are listed in the result. `workingFile` keeps what is
 * embedded so far, so that the same evaluation goes on from there after a kill; it is gone in the end.
 */
export async function evaluateModel(
  context: ServiceContext,
  request: EvaluationRequest,
  control: Pick<JobControl, 'signal' | 'report' | 'gate'>,
  workingFile: string | null = null,
): Promise<EvaluationResult> {
  const startedAt = performance.now();
  const { seed = 1 } = request;
  const ontology = loadOntology(context);
  const labelled = findLabelledVideos(context, ontology, request.labels);
  const model = await context.models.open(request.model ?? context.settings.read().retrievalModel);
  const frameModel = request.frameModel === undefined ? model : await context.models.open(request.frameModel);
  const embedders: Embedders = {
    frames: frameModel.network,
    sounds: model.network,
    probabilities: frameModel === model && model.info.network !== 'external',
  };
  const failures: Details['failures'] = [];
  // The labels decide which moments are looked at: edited ones make another evaluation.
  const truth = createHash('sha256').update(JSON.stringify(labelled.videos)).digest('hex');
  const identity = [model.info.hash, frameModel.info.hash, seed, truth, request.alignOn].join(' ');
  const spool = workingFile === null ? null : openMomentSpool(workingFile, identity);
  const collecting = { embedders, failures, spool };
  const learnt =
    request.alignOn === undefined
      ? null
      : await learnFromFolder(context, path.resolve(request.alignOn), labelled.videos, seed, {
          ...collecting,
          control: inSteps(control, 0, 0.5),
        });
  const moments = await collectMoments(context, labelled.videos, {
    ...collecting,
    choose: (entry, durationSeconds) => chooseMoments(entry, durationSeconds, seed),
    control: learnt ? inSteps(control, 0.5, 1) : control,
  });
  await control.gate();
  const measured = await measure(moments, {
    embedders,
    ontology,
    alignment: learnt?.alignment ?? null,
    seed,
    control,
  });
  spool?.remove();
  return assemble(measured, {
    ...describe(labelled, moments, model),
    frameModel: request.frameModel ?? null,
    alignment: learnt && {
      folder: path.resolve(request.alignOn ?? ''),
      pairs: learnt.pairs,
      components: learnt.alignment.correlations.length,
      correlations: Array.from(learnt.alignment.correlations.slice(0, keptCorrelations)),
    },
    seed,
    seconds: (performance.now() - startedAt) / 1000,
    failures,
  });
}

interface Measured {
  readonly matching: MatchingScores;
  readonly moments: readonly MeasuredMoment[];
  readonly retrieval: RetrievalResult;
  readonly retrieved: readonly MeasuredMoment[];
  readonly localisation: Awaited<ReturnType<typeof measureLocalisation>>;
}

interface Measuring {
  readonly embedders: Embedders;
  readonly ontology: Ontology;
  readonly alignment: Parameters<typeof tablesOf>[1];
  readonly seed: number;
  readonly control: Pick<JobControl, 'report' | 'gate'>;
}

async function measure(all: readonly MeasuredMoment[], measuring: Measuring): Promise<Measured> {
  const { embedders, ontology, alignment, seed, control } = measuring;
  const moments = all.filter(({ purposes }) => purposes.includes('retrieval'));
  const numbers = new Map<string, number>();
  const videoOf = ({ video }: MeasuredMoment): number => {
    const number = numbers.get(video.path) ?? numbers.size;
    numbers.set(video.path, number);
    return number;
  };
  const aligned = alignment ? tablesOf(moments, alignment) : null;
  const videos = moments.map(videoOf);
  const matched = inTurns(control, [0.95, 0.97], 'Matching');
  const matching = await measureMatching(moments, videos, embedders, aligned, seed, matched);
  const retrieved = moments.filter(({ video }) => video.classes.length > 0);
  const tables = tablesOf(retrieved, alignment);
  const queried = inTurns(control, [0.97, 0.98], 'Retrieval');
  const retrieval = await measureRetrieval(retrieved, retrieved.map(videoOf), ontology, tables, queried);
  const located = inTurns(control, [0.98, 1], 'Localisation');
  const localisation = await measureLocalisation(all, embedders, seed, located);
  return { matching, moments, retrieval, retrieved, localisation };
}

type Description = Pick<Details, 'model' | 'videos' | 'unknownLabels'>;

function describe(
  { videos, missing, unknownLabels }: LabelledVideos,
  moments: readonly MeasuredMoment[],
  { info }: ShelvedModel,
): Description {
  const measured = new Set(moments.map(({ video }) => video.path)).size;
  const { name, hash, network, untrained } = info;
  return {
    model: { name, hash, network, untrained },
    videos: { labelled: videos.length + missing.length, measured, missing: [...missing] },
    unknownLabels: [...unknownLabels],
  };
}

type About = Description & Pick<Details, 'frameModel' | 'alignment' | 'seed' | 'seconds' | 'failures'>;

function assemble(measured: Measured, about: About): EvaluationResult {
  const { matching, moments, retrieval, retrieved, localisation } = measured;
  const { matching: choices } = matching;
  const all = localisation?.details.all;
  const located = all && all.n > 0 ? all : null;
  return {
    avc: { accuracy: matching.accuracy, n: matching.n },
    retrieval: { ...retrieval.scores, chance: retrieval.chance, n: retrieval.n },
    localisation: {
      accuracy: located?.accuracy ?? null,
      centre: located?.centre ?? null,
      ciou: located?.overlap.fixed.ciou ?? null,
      auc: located?.overlap.fixed.auc ?? null,
      n: located?.n ?? 0,
    },
    details: {
      ...about,
      avc: {
        matched: matching.matched,
        mismatched: matching.mismatched,
        twoWay: choices.n > 0 ? choices.twoWay : null,
        topFive: choices.n > 0 ? choices.topFive : null,
        of: choices.of,
      },
      linear: { ...retrieval.linearScores, chance: retrieval.linearChance },
      localisation: localisation?.details ?? null,
      classes: measureClasses({
        moments,
        twoWay: matching.twoWay,
        retrieval,
        retrieved,
        cases: localisation?.cases ?? [],
      }),
      ...showQueries(retrieval, retrieved),
      located: showLocated(localisation?.cases ?? []),
    },
  };
}

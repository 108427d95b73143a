import { existsSync, readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Handlers } from '../../contract/contract.ts';
import {
  type EvaluationItem,
  type EvaluationRequest,
  type EvaluationResult,
  evaluationRequest,
  evaluationResult,
} from '../../contract/evaluation.ts';
import type { Evaluation } from '../../store/index.ts';
import type { ServiceContext } from '../context.ts';
import type { JobControl } from '../jobs/index.ts';
import { cacheFolder, exportsFolder } from '../libraries/library-folders.ts';
import { evaluateModel } from './evaluate-model.ts';
import { exportResult } from './export-result.ts';
import { labelsAtHand } from './labels-at-hand.ts';

export { evaluateModel } from './evaluate-model.ts';

/** `evaluation.*`, and how an evaluation job is done. */
export function evaluationHandlers(context: ServiceContext): Partial<Handlers> {
  context.jobs.define('evaluate', {
    request: evaluationRequest,
    title: (request) => `Evaluate ${nameOf(request)}`,
    run: async (request, control) => {
      const working = workingFile(context, control.id);
      const results = await measure(context, request, control, working);
      const { model } = results.details;
      const { evaluations } = context.session.current().store;
      const stored = evaluations.add({ modelHash: model.hash, modelName: model.name, request, results });
      return { evaluation: stored.id };
    },
  });
  const evaluations = () => context.session.current().store.evaluations;
  return {
    'evaluation.start': (request) => ({ job: startEvaluation(context, request) }),
    'evaluation.list': () =>
      evaluations()
        .list()
        .map((stored) => toItem(stored)),
    'evaluation.get': ({ evaluation }) => {
      const stored = evaluations().get(evaluation);
      return { item: toItem(stored), result: resultOf(stored) };
    },
    'evaluation.labels': () => labelsAtHand(context),
    'evaluation.export': async (request) => {
      const stored = evaluations().get(request.evaluation);
      const folder = exportsFolder(context.session.current().folder);
      return { file: await exportResult(folder, request, toItem(stored), resultOf(stored)) };
    },
    'evaluation.remove': ({ evaluation }) => {
      evaluations().remove(evaluation);
      return {};
    },
  };
}

/** Where a job keeps what it has embedded so far. What cancelled and failed jobs left there goes. */
function workingFile(context: ServiceContext, job: string): string {
  const folder = join(cacheFolder(context.session.current().folder), 'evaluations');
  const alive = new Set(
    context.jobs
      .list()
      .filter(({ finishedAt }) => finishedAt === null)
      .map(({ id }) => `${id}.spool`),
  );
  const files = existsSync(folder) ? readdirSync(folder) : [];
  for (const file of files) if (!alive.has(file)) rmSync(join(folder, file), { force: true });
  return join(folder, `${job}.spool`);
}

/** Queues an evaluation and gives the id of its job. Misspelt models fail here, where the caller sees it. */
export function startEvaluation(context: ServiceContext, request: EvaluationRequest): string {
  return context.jobs.start('evaluate', checkModels(context, request)).id;
}

/**
 * Evaluates at once, without a job and without keeping the result: for a library that can only be read. Throws as
 * the job would fail, and `cancelled`.
 */
export function evaluateUnkept(
  context: ServiceContext,
  request: EvaluationRequest,
  { signal, report }: Pick<JobControl, 'signal' | 'report'>,
): Promise<EvaluationResult> {
  const gate = async (): Promise<void> => {
    await new Promise((resolve) => setImmediate(resolve));
    signal.throwIfAborted();
  };
  return measure(context, checkModels(context, request), { signal, report, gate }, null);
}

/** The request with its model told. Throws `not-found` for a model that is not there. */
function checkModels(context: ServiceContext, request: EvaluationRequest): EvaluationRequest {
  const model = request.model ?? context.settings.read().retrievalModel;
  context.models.info(model);
  if (request.frameModel !== undefined) context.models.info(request.frameModel);
  return { ...request, model };
}

/** Both models stay open until the measuring is done. */
function measure(
  context: ServiceContext,
  request: EvaluationRequest,
  control: Pick<JobControl, 'signal' | 'report' | 'gate'>,
  working: string | null,
): Promise<EvaluationResult> {
  const { model = context.settings.read().retrievalModel, frameModel = model } = request;
  return context.models.use(model, () =>
    context.models.use(frameModel, () => evaluateModel(context, request, control, working)),
  );
}

/** The result that an ended job stored. */
export function evaluationOf(context: ServiceContext, id: string): EvaluationResult {
  return resultOf(context.session.current().store.evaluations.get(id));
}

function resultOf(stored: Evaluation): EvaluationResult {
  return evaluationResult.parse(stored.results);
}

function nameOf({ name, model, frameModel, labels, alignOn }: EvaluationRequest): string {
  if (name !== undefined && name.trim() !== '') return name;
  const networks = [frameModel, model].filter((part) => part !== undefined).map((part) => basename(part));
  const on = labels === undefined ? 'annotations' : basename(labels);
  return `${networks.join(' + ')}${alignOn === undefined ? '' : ' + CCA'} on ${on}`;
}

function toItem(stored: Evaluation): EvaluationItem {
  const { avc, retrieval, localisation } = resultOf(stored);
  const request = evaluationRequest.parse(stored.request);
  const { id, createdAt, modelName: model } = stored;
  return { id, name: nameOf(request), createdAt, request, model, avc, retrieval, localisation };
}

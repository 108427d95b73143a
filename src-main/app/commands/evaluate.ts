import { resolve } from 'node:path';
import { z } from 'zod';
import type { EvaluationResult } from '../../contract/evaluation.ts';
import type { ServiceContext } from '../../services/context.ts';
import { evaluateUnkept, evaluationOf, startEvaluation } from '../../services/evaluation/index.ts';
import { finishJob } from '../../services/jobs/index.ts';
import { type CommandRun, examples, jsonOption, type RegisterCommand } from '../command-line/command-line.ts';
import { type EngineOptions, engineOf, withEngineOptions } from '../command-line/engine-options.ts';
import { exportControl } from '../command-line/export-control.ts';
import { numberOption } from '../command-line/number-option.ts';
import { formatSeconds, printable } from '../command-line/progress-line.ts';
import { warnUntrained } from '../command-line/untrained.ts';

interface EvaluateOptions extends EngineOptions {
  library: string;
  model?: string;
  labels?: string;
  frameModel?: string;
  alignOn?: string;
  seed: number;
  name?: string;
  json?: boolean;
}

const jobResult = z.object({ evaluation: z.string() });

/** `earsight evaluate`: AVC accuracy, retrieval and localisation of a model on labelled videos. */
export const registerEvaluate: RegisterCommand = (program, line) => {
  const command = program
    .command('evaluate')
    .description('measure a model on labelled videos: AVC accuracy, retrieval nDCG@30, localisation')
    .requiredOption('--library <dir>', 'folder of the library; it keeps the result where it can be written')
    .option('--model <name>', 'model to measure (the retrieval model of the settings)')
    .option(
      '--labels <file>',
      "Earsight JSON, VGG-SS JSON or AudioSet CSV; the library's own annotations when left out",
    )
    .option('--frame-model <name>', "take the frames' vectors from this model: a supervised image encoder")
    .option('--align-on <folder>', 'align frames with sounds by CCA learnt from these videos')
    .addOption(numberOption('--seed <n>', 'decides which moments are measured', 1, { least: 0, whole: true }))
    .option('--name <text>', 'how the list of evaluations calls it');
  withEngineOptions(command)
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        'earsight evaluate --library lib --model starter-avol --labels test/labels.json',
        'earsight evaluate --library lib --model my-l3 --align-on train --labels test/labels.json',
      ),
    )
    .action((options: EvaluateOptions) =>
      line.run(options, async (run) => {
        const { context } = await run.services(engineOf(options));
        const result = await evaluate(context, options, run);
        warnUntrained(run, { model: result.details.model.name, untrained: result.details.model.untrained });
        return { json: result, text: inWords(result) };
      }),
    );
};

/** Keeps the result in the library, where that can be written. */
async function evaluate(
  context: ServiceContext,
  options: EvaluateOptions,
  run: CommandRun,
): Promise<EvaluationResult> {
  const { store } = await context.session.open(options.library, { create: false, readOnly: true });
  if (store.readOnly) {
    const result = await evaluateUnkept(context, requestOf(options), exportControl(run));
    run.note(`${store.folder} cannot be written: the result is not kept in this library.`);
    return result;
  }
  const id = startEvaluation(context, requestOf(options));
  const { evaluation } = jobResult.parse((await finishJob(context, id, run.signal)).result);
  return evaluationOf(context, evaluation);
}

function requestOf({ model, labels, frameModel, alignOn, seed, name }: EvaluateOptions) {
  return {
    seed,
    ...(model === undefined ? {} : { model }),
    ...(labels === undefined ? {} : { labels: resolve(labels) }),
    ...(frameModel === undefined ? {} : { frameModel }),
    ...(alignOn === undefined ? {} : { alignOn: resolve(alignOn) }),
    ...(name === undefined ? {} : { name }),
  };
}

const percent = (share: number | null): string => (share === null ? '–' : `${(100 * share).toFixed(1)} %`);
const score = (value: number | null): string => (value === null ? '–' : value.toFixed(3));

/** The result as people read it: a line for each of the three measurements, as in the paper's tables. */
function inWords({ avc, retrieval, localisation, details }: EvaluationResult): string {
  const { imIm, imAud, audIm, audAud, chance } = retrieval;
  const lines = [
    `AVC accuracy      ${percent(avc.accuracy)} of ${avc.n} pairs; own sound above another ${percent(details.avc.twoWay)}, ` +
      `among the best 5 of ${details.avc.of} ${percent(details.avc.topFive)}`,
    `nDCG@30           im→im ${score(imIm)}  im→aud ${score(imAud)}  aud→im ${score(audIm)}  aud→aud ${score(audAud)}  ` +
      `chance ${score(chance)}  (${retrieval.n} videos)`,
  ];
  if (details.localisation && localisation.n > 0) {
    const { mismatched, silent } = details.localisation;
    lines.push(
      `Localisation      peak in the box ${percent(localisation.accuracy)}, centre ${percent(localisation.centre)}, ` +
        `cIoU@0.5 ${percent(localisation.ciou)}, AUC ${score(localisation.auc)}  (${localisation.n} frames)`,
      `False positives   other sound ${percent(mismatched.rate)}, silence ${percent(silent.rate)}`,
    );
  }
  const { labelled, measured, missing } = details.videos;
  const unread = details.failures.length;
  const blank = Math.max(0, labelled - measured - missing.length - unread);
  lines.push(
    `${measured} of ${labelled} labelled videos measured in ${formatSeconds(details.seconds)}; ${missing.length} not found, ` +
      `${unread} cannot be read, ${blank} without picture or sound where they were looked at.`,
  );
  if (details.unknownLabels.length > 0) {
    lines.push(`Not in the AudioSet ontology: ${printable(details.unknownLabels.join(', '))}`);
  }
  for (const { path, reason } of details.failures) lines.push(`  ${printable(path)}: ${reason}`);
  return lines.join('\n');
}

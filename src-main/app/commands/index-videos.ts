import { type IndexResult, indexResult } from '../../contract/jobs.ts';
import { dropAbandonedIndexing, startIndexing } from '../../services/indexing/index.ts';
import { finishJob } from '../../services/jobs/index.ts';
import { addSources } from '../../services/libraries/index.ts';
import { checkFolders } from '../command-line/check-folders.ts';
import { examples, jsonOption, type RegisterCommand } from '../command-line/command-line.ts';
import { type EngineOptions, engineOf, withEngineOptions } from '../command-line/engine-options.ts';
import { numberOption } from '../command-line/number-option.ts';
import { formatSeconds, printable } from '../command-line/progress-line.ts';
import { warnUntrained } from '../command-line/untrained.ts';

interface IndexOptions extends EngineOptions {
  library: string;
  model?: string;
  rate: number;
  retry?: boolean;
  json?: boolean;
}

/** `earsight index FOLDER…`: brings a library up to date with folders of videos. */
export const registerIndex: RegisterCommand = (program, line) => {
  const command = program
    .command('index')
    .description('index the videos of folders into a library; what is there already is skipped')
    .argument('[folders...]', 'folders of videos; those of the library when none are given')
    .requiredOption('--library <dir>', 'folder of the library; made when it is not there')
    .option('--model <name>', 'model to index with (the retrieval model of the settings)')
    .addOption(numberOption('--rate <per-second>', 'moments a second', 1, { least: 0.01, most: 25 }))
    .option(
      '--retry',
      'try every video again that failed before, also where neither file nor ffmpeg changed',
    );
  withEngineOptions(command)
    .addOption(jsonOption())
    .addHelpText('after', examples('earsight index ~/Videos --library ~/Videos/.earsight'))
    .action((folders: string[], options: IndexOptions) =>
      line.run(options, async (run) => {
        await checkFolders(folders);
        const services = await run.services({ ...engineOf(options), library: options.library });
        const { context } = services;
        const sources = folders.length ? addSources(context, folders) : undefined;
        dropAbandonedIndexing(context, sources);
        const { model, rate: ratePerSecond, retry } = options;
        const id = startIndexing(context, { sources, model, ratePerSecond, retry });
        const result = indexResult.parse((await finishJob(context, id, run.signal)).result);
        warnUntrained(run, result);
        return { json: result, text: describe(result) };
      }),
    );
};

function describe({ videos, moments, seconds, failures }: IndexResult): string {
  return [
    `${videos.found} videos: ${videos.indexed} indexed, ${videos.unchanged} unchanged, ${videos.failed} failed` +
      ` (${videos.withoutAudio} without sound, ${videos.withoutVideo} without picture).`,
    `${moments} moments in ${formatSeconds(seconds)}.`,
    ...failures.map(({ path, reason }) => `  ${printable(path)}: ${reason}`),
  ].join('\n');
}

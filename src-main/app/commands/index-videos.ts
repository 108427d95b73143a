import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { EarsightError } from '../../contract/errors.ts';
import { type IndexResult, indexResult } from '../../contract/jobs.ts';
import type { Services } from '../../services/index.ts';
import { dropAbandonedIndexing, startIndexing } from '../../services/indexing/index.ts';
import { finishJob } from '../../services/jobs/index.ts';
import { addSources } from '../../services/libraries/index.ts';
import type { Source } from '../../store/index.ts';
import { checkFolders } from '../command-line/check-folders.ts';
import { type CommandRun, examples, jsonOption, type RegisterCommand } from '../command-line/command-line.ts';
import { type EngineOptions, engineOf, withEngineOptions } from '../command-line/engine-options.ts';
import { numberOption } from '../command-line/number-option.ts';
import { formatSeconds, printable } from '../command-line/progress-line.ts';
import { warnUntrained } from '../command-line/untrained.ts';

interface IndexOptions extends EngineOptions {
  library: string;
  model?: string;
  rate: number;
  retry?: boolean;
  movedFrom?: string;
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
  command.option(
    '--moved-from <folder>',
    'the folder is one of the library that lay here before: it keeps its vectors and annotations',
  );
  withEngineOptions(command)
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        'earsight index ~/Videos --library ~/Videos/.earsight',
        'earsight index /mnt/archive2 --moved-from /mnt/archive1 --library lib',
      ),
    )
    .action((folders: string[], options: IndexOptions) =>
      line.run(options, async (run) => {
        await checkFolders(folders);
        const { context } = await openLibrary(run, folders, options);
        const sources = folders.length ? addSources(context, folders) : undefined;
        if (sources) hintAtMove(run, context.session.current().store.sources.list(), sources);
        dropAbandonedIndexing(context, sources);
        const { model, rate: ratePerSecond, retry } = options;
        const id = startIndexing(context, { sources, model, ratePerSecond, retry });
        const result = indexResult.parse((await finishJob(context, id, run.signal)).result);
        warnUntrained(run, result);
        return { json: result, text: describe(result) };
      }),
    );
};

/** Makes the library where there is none; a moved folder must be of one that is there. */
async function openLibrary(
  run: CommandRun,
  folders: readonly string[],
  { library, movedFrom, ...options }: IndexOptions,
): Promise<Services> {
  if (movedFrom === undefined) return run.services({ ...engineOf(options), library });
  const [folder] = folders;
  if (folder === undefined || folders.length > 1) {
    throw new EarsightError('invalid-input', 'One folder has moved, so one has to be given.', {
      field: 'moved-from',
      allowed: 'NEWFOLDER --moved-from OLDFOLDER',
    });
  }
  const services = await run.services(engineOf(options));
  const { store } = await services.context.session.open(library, { create: false });
  const sources = store.sources.list();
  const source = sources.find((candidate) => candidate.folder === resolve(movedFrom));
  const known = sources.map((candidate) => candidate.folder);
  if (!source) throw notASource(movedFrom, known);
  await services.handlers['sources.relink']!({ source: source.id, folder }, run.signal);
  return services;
}

/** A folder that was renamed as a whole looks like a new one beside one that is out of reach: only the user can tell. */
function hintAtMove(run: CommandRun, all: readonly Source[], ids: readonly number[]): void {
  if (!all.some(({ id, lastScanAt }) => ids.includes(id) && lastScanAt === null)) return;
  const gone = all.filter(({ id, folder }) => !ids.includes(id) && !existsSync(folder));
  for (const { folder } of gone) {
    run.note(
      `${printable(folder)} of this library is out of reach. Has it moved here? Then add --moved-from.`,
    );
  }
}

function notASource(folder: string, known: readonly string[]): EarsightError {
  return new EarsightError('not-found', `${folder} is no folder of this library.`, {
    field: 'moved-from',
    allowed: known.length > 0 ? known.join(', ') : 'none yet',
  });
}

function describe({ videos, moments, seconds, failures }: IndexResult): string {
  return [
    `${videos.found} videos: ${videos.indexed} indexed, ${videos.unchanged} unchanged, ${videos.failed} failed` +
      ` (${videos.withoutAudio} without sound, ${videos.withoutVideo} without picture).`,
    `${moments} moments in ${formatSeconds(seconds)}.`,
    ...failures.map(({ path, reason }) => `  ${printable(path)}: ${reason}`),
  ].join('\n');
}

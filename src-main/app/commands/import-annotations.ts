import { resolve } from 'node:path';
import { Option } from 'commander';
import type { ImportReport } from '../../contract/interchange.ts';
import { accountName } from '../../services/annotations/editor.ts';
import {
  applyImport,
  interchangeFormats,
  newLabels,
  prepareImport,
  readImportFile,
  reportOf,
} from '../../services/interchange/index.ts';
import { describeLosses, videoId } from '../command-line/annotation-options.ts';
import { examples, jsonOption, type RegisterCommand } from '../command-line/command-line.ts';

interface ImportOptions {
  library: string;
  format?: string;
  video?: string;
  author?: string;
  dryRun?: boolean;
  json?: boolean;
}

const formats = interchangeFormats.flatMap(({ id, read }) => (read ? [id] : []));

/** `earsight import FILE`: annotations made in another program. */
export const registerImport: RegisterCommand = (program, line) => {
  program
    .command('import')
    .description('take annotations from a file of another program into a library, all of them or none')
    .argument('<file>', 'the file')
    .requiredOption('--library <dir>', 'folder of the library; its videos must be there already')
    .addOption(new Option('--format <format>', 'found out by the content when left out').choices(formats))
    .option('--video <path>', 'the video it is about, where the file does not say')
    .option('--author <name>', 'who made them, where the file does not say (the name of your account)')
    .option('--dry-run', 'only tell what would be taken and what cannot be carried over')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        'earsight import tracks.xml --library lib',
        'earsight import labels.txt --format audacity --video band.mp4 --library lib --dry-run',
      ),
    )
    .action((path: string, options: ImportOptions) =>
      line.run(options, async (run) => {
        const { context } = await run.services();
        const { store } = await context.session.open(options.library, { create: false });
        const { format } = options;
        const video = options.video === undefined ? undefined : videoId(store, options.video);
        const ready = await prepareImport(
          context,
          await readImportFile(resolve(path)),
          { format, video },
          {
            signal: run.signal,
            report: (name) => run.progress.show(null, null, `Reading the frame times of ${name}`),
          },
        );
        const report = options.dryRun
          ? reportOf(ready, newLabels(store, ready))
          : applyImport(context, ready, options.author ?? accountName());
        return { json: report, text: describe(report, options.dryRun ?? false) };
      }),
    );
};

function describe({ format, annotations, labels, videos, warnings }: ImportReport, dryRun: boolean): string {
  const what = `${annotations} annotations of ${videos} videos and ${labels} new labels`;
  return [
    `${what} ${dryRun ? 'would be' : 'were'} taken (${format}).`,
    ...describeLosses(warnings, 'Not carried over, or changed:'),
  ].join('\n');
}

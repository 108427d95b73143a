import { Option } from 'commander';
import { EarsightError } from '../../contract/errors.ts';
import { exportAnnotations, interchangeFormats } from '../../services/interchange/index.ts';
import {
  type AnnotationOptions,
  annotationChoice,
  describeLosses,
  withAnnotationOptions,
} from '../command-line/annotation-options.ts';
import { examples, jsonOption, type RegisterCommand } from '../command-line/command-line.ts';
import { exportControl } from '../command-line/export-control.ts';
import { outFolder } from '../command-line/out-option.ts';

interface ExportAnnotationsOptions extends AnnotationOptions {
  library: string;
  out: string;
  format: string;
  name: string;
  frameImages?: boolean;
  elanTiers?: 'label' | 'author';
  timeline?: 'selects' | 'markers';
  json?: boolean;
}

/** Options that are about single formats, and which; refused with the others instead of passed over. */
const optionsOfFormats = [
  { key: 'frameImages', flag: 'frame-images', formats: ['coco', 'kwcoco'] },
  { key: 'elanTiers', flag: 'elan-tiers', formats: ['elan'] },
  { key: 'timeline', flag: 'timeline', formats: ['otio'] },
] as const;

const formats = interchangeFormats.flatMap(({ id, write }) => (write ? [id] : []));

/** `earsight export annotations`: labels, spans and boxes in the format of another program. */
export const registerExportAnnotations: RegisterCommand = (parent, line) => {
  const command = parent
    .command('annotations')
    .description('write annotations in the format of another program, saying what it cannot carry')
    .requiredOption('--library <dir>', 'folder of the library')
    .requiredOption('--out <dir>', 'folder to write into; made when it is not there')
    .addOption(new Option('--format <format>', 'what to write').choices(formats).makeOptionMandatory())
    .option('--name <name>', 'name of the file, where one holds all videos', 'annotations');
  withAnnotationOptions(command)
    .option('--frame-images', 'coco, kwcoco: also write the frames that the boxes are on')
    .addOption(new Option('--elan-tiers <by>', 'elan: a tier for each (label)').choices(['label', 'author']))
    .addOption(
      new Option(
        '--timeline <kind>',
        'otio: the spans one after another, or each video with markers (selects)',
      ).choices(['selects', 'markers']),
    )
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        'earsight export annotations --library lib --format elan --out eaf',
        'earsight export annotations --library lib --format coco --frame-images --out coco --label dog cat',
      ),
    )
    .action((options: ExportAnnotationsOptions) =>
      line.run(options, async (run) => {
        checkFormat(options);
        const folder = outFolder(options.out);
        const { context } = await run.services();
        const { store } = await context.session.open(options.library, { create: false, readOnly: true });
        const { format, name, elanTiers = 'label', timeline = 'selects' } = options;
        const report = await exportAnnotations(
          context,
          {
            ...annotationChoice(store, options),
            ...{ format, name, elanTiers, timeline },
            folder,
            frameImages: options.frameImages ?? false,
          },
          exportControl(run),
        );
        const { annotations, chosen, files, losses } = report;
        return {
          json: report,
          text: [
            `${annotations === chosen ? annotations : `${annotations} of ${chosen}`} annotations, ${files.length} ${files.length === 1 ? 'file' : 'files'} in ${report.folder}.`,
            ...describeLosses(losses, `What ${format} cannot carry:`),
          ].join('\n'),
        };
      }),
    );
};

function checkFormat(options: ExportAnnotationsOptions): void {
  for (const { key, flag, formats } of optionsOfFormats) {
    if (options[key] === undefined || formats.some((format) => format === options.format)) continue;
    const message = `--${flag} says nothing about the format ${options.format}.`;
    const allowed = `--${flag} with --format ${formats.join(' or ')}`;
    throw new EarsightError('invalid-input', message, { field: flag, allowed });
  }
}

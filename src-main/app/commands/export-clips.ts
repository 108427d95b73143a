import { exportClips } from '../../services/interchange/index.ts';
import {
  type AnnotationOptions,
  annotationChoice,
  describeLosses,
  withAnnotationOptions,
} from '../command-line/annotation-options.ts';
import { examples, jsonOption, type RegisterCommand } from '../command-line/command-line.ts';
import { exportControl } from '../command-line/export-control.ts';
import { outFolder } from '../command-line/out-option.ts';
import { printable } from '../command-line/progress-line.ts';

interface ExportClipsOptions extends AnnotationOptions {
  library: string;
  out: string;
  exact?: boolean;
  json?: boolean;
}

/** `earsight export clips`: a clip for each span. */
export const registerExportClips: RegisterCommand = (parent, line) => {
  const command = parent
    .command('clips')
    .description('cut a clip for each annotated span, without loss where that is possible')
    .requiredOption('--library <dir>', 'folder of the library')
    .requiredOption('--out <dir>', 'folder to write into; made when it is not there');
  withAnnotationOptions(command)
    .option('--exact', 'cut at the very frames, encoding anew, instead of at the keyframe before')
    .addOption(jsonOption())
    .addHelpText('after', examples('earsight export clips --library lib --label bark --out barks'))
    .action((options: ExportClipsOptions) =>
      line.run(options, async (run) => {
        const folder = outFolder(options.out);
        const { context } = await run.services();
        const { store } = await context.session.open(options.library, { create: false, readOnly: true });
        const choice = annotationChoice(store, options);
        const request = { ...choice, folder, exact: options.exact ?? false };
        const report = await exportClips(context, request, exportControl(run));
        const { clips, failures, losses } = report;
        return {
          json: report,
          failed: clips.length === 0 && failures.length > 0,
          text: [
            `${clips.length} clips in ${folder}, listed in clips.csv.`,
            ...failures.map(({ path, reason }) => `  ${printable(path)}: ${reason}`),
            ...describeLosses(losses, 'Not cut:'),
          ].join('\n'),
        };
      }),
    );
};

import { Option } from 'commander';
import { EarsightError } from '../../contract/errors.ts';
import { exportModel, type ModelFormat, modelFormats } from '../../services/models/export-model.ts';
import { examples, jsonOption, type RegisterCommand } from '../command-line/command-line.ts';
import { numberOption } from '../command-line/number-option.ts';
import { outFolder } from '../command-line/out-option.ts';
import { warnUntrained } from '../command-line/untrained.ts';

interface ModelExportOptions {
  format: ModelFormat;
  out: string;
  batch: number;
  json?: boolean;
}

/** `earsight model export NAME`. */
export const registerModelExport: RegisterCommand = (parent, line) => {
  parent
    .command('export')
    .description('write a model for other programs: safetensors, or ONNX with its inputs built in')
    .argument('<model>', 'its name, or its folder')
    .addOption(new Option('--format <format>', 'what to write').choices(modelFormats).makeOptionMandatory())
    .requiredOption('--out <dir>', 'folder to write into; made when it is not there')
    .addOption(
      numberOption('--batch <n>', 'onnx: items a run takes', 1, {
        least: 1,
        most: 1024,
        whole: true,
      }),
    )
    .addOption(jsonOption())
    .addHelpText('after', examples('earsight model export starter-ave --format onnx --out onnx'))
    .action((name: string, options: ModelExportOptions) =>
      line.run(options, async (run) => {
        outFolder(options.out);
        checkBatch(options);
        const { context } = await run.services();
        const { name: model, untrained } = context.models.info(name);
        const files = await exportModel(context, name, options.format, options.out, options.batch);
        warnUntrained(run, { model, untrained });
        return { json: { model, untrained, files }, text: files.join('\n') };
      }),
    );
};

function checkBatch({ format, batch }: ModelExportOptions): void {
  if (format === 'onnx' || batch === 1) return;
  throw new EarsightError('invalid-input', `A ${format} file has no batch.`, {
    field: 'batch',
    allowed: '--batch with --format onnx',
  });
}

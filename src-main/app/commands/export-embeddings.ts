import { dirname, extname, resolve } from 'node:path';
import { Option } from 'commander';
import { EarsightError } from '../../contract/errors.ts';
import { type EmbeddingFormat, embeddingFormats, writeEmbeddings } from '../../services/exports/index.ts';
import { examples, jsonOption, type RegisterCommand } from '../command-line/command-line.ts';
import { outFolder } from '../command-line/out-option.ts';
import { warnUntrained } from '../command-line/untrained.ts';

interface EmbeddingOptions {
  library: string;
  out: string;
  format?: EmbeddingFormat;
  model?: string;
  json?: boolean;
}

/** `earsight export embeddings`: every vector of a library, with video and time. */
export const registerExportEmbeddings: RegisterCommand = (parent, line) => {
  parent
    .command('embeddings')
    .description('write the vectors of all indexed moments, with their videos and times')
    .requiredOption('--library <dir>', 'folder of the library')
    .requiredOption('--out <file>', 'the file to write (.npz or .parquet)')
    .addOption(
      new Option('--format <format>', 'by the ending of the file when left out').choices(embeddingFormats),
    )
    .option('--model <name>', 'whose vectors (the retrieval model of the settings)')
    .addOption(jsonOption())
    .addHelpText('after', examples('earsight export embeddings --library lib --out vectors.npz'))
    .action((options: EmbeddingOptions) =>
      line.run(options, async (run) => {
        const format = formatOf(options);
        const file = resolve(options.out);
        outFolder(dirname(file));
        const { context } = await run.services();
        await context.session.open(options.library, { create: false, readOnly: true });
        const info = context.models.info(options.model ?? context.settings.read().retrievalModel);
        const { vectors } = await writeEmbeddings(context, file, format, info, run.signal);
        warnUntrained(run, { model: info.name, untrained: info.untrained });
        return {
          json: { file, format, vectors, model: info.name, untrained: info.untrained },
          text: `${vectors} vectors written to ${file}.`,
        };
      }),
    );
};

/** By the ending of the file; another ending is refused, and so is one that says another format than `--format`. */
function formatOf({ out, format }: EmbeddingOptions): EmbeddingFormat {
  const ending = extname(out).slice(1).toLowerCase();
  const said = embeddingFormats.find((known) => known === ending);
  if (said && said === (format ?? said)) return said;
  const wished = format ? [format] : embeddingFormats;
  throw new EarsightError('invalid-input', `${out} has not the ending of what is to be written.`, {
    field: 'out',
    allowed: wished.map((known) => `.${known}`).join(', '),
  });
}

import { resolve } from 'node:path';
import { Option } from 'commander';
import { type EmbeddingFormat, embeddingFormats, writeEmbeddings } from '../../services/exports/index.ts';
import { examples, jsonOption, type RegisterCommand } from '../command-line/command-line.ts';
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
        const { context } = await run.services();
        const { store } = await context.session.open(options.library, { create: false });
        const info = context.models.info(options.model ?? context.settings.read().retrievalModel);
        const format = options.format ?? (/\.parquet$/i.test(options.out) ? 'parquet' : 'npz');
        const file = resolve(options.out);
        const { vectors } = await writeEmbeddings(file, format, store, info, run.signal);
        warnUntrained(run, { model: info.name, untrained: info.untrained });
        return {
          json: { file, format, vectors, model: info.name, untrained: info.untrained },
          text: `${vectors} vectors written to ${file}.`,
        };
      }),
    );
};

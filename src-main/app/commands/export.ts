import { examples, type RegisterCommand } from '../command-line/command-line.ts';
import { registerExportAnnotations } from './export-annotations.ts';
import { registerExportClips } from './export-clips.ts';
import { registerExportEmbeddings } from './export-embeddings.ts';
import { registerExportHeatmaps } from './export-heatmaps.ts';

/** Every `earsight export …`; to add one: a file beside this one, a line here. */
const exportCommands: readonly RegisterCommand[] = [
  registerExportAnnotations,
  registerExportClips,
  registerExportHeatmaps,
  registerExportEmbeddings,
];

/** `earsight export …`: what Earsight knows, in files that other programs read. */
export const registerExport: RegisterCommand = (program, line) => {
  const parent = program
    .command('export')
    .description('write annotations, clips, heatmaps or embeddings to files')
    .addHelpText(
      'after',
      examples('earsight export heatmaps band.mp4 --out maps', 'earsight export clips --help'),
    );
  for (const register of exportCommands) register(parent, line);
};

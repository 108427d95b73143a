import type { RegisterCommand } from '../command-line/command-line.ts';
import { registerExportEmbeddings } from './export-embeddings.ts';
import { registerExportHeatmaps } from './export-heatmaps.ts';

/** Every `earsight export …`; to add one: a file beside this one, a line here. */
const exportCommands: readonly RegisterCommand[] = [registerExportHeatmaps, registerExportEmbeddings];

/** `earsight export …`: what Earsight knows, in files that other programs read. */
export const registerExport: RegisterCommand = (program, line) => {
  const parent = program.command('export').description('write heatmaps, embeddings or annotations to files');
  for (const register of exportCommands) register(parent, line);
};

import type { RegisterCommand } from '../command-line/command-line.ts';
import { registerCompose } from './compose.ts';
import { registerDoctor } from './doctor.ts';
import { registerEvaluate } from './evaluate.ts';
import { registerExport } from './export.ts';
import { registerHeatmap } from './heatmap.ts';
import { registerImport } from './import-annotations.ts';
import { registerIndex } from './index-videos.ts';
import { registerModel } from './model.ts';
import { registerQuery } from './query.ts';
import { registerServe } from './serve.ts';
import { registerTrain } from './train.ts';

/** Every command of `earsight`, in the order its help lists them. To add one: a file here, a line below. */
export const commands: readonly RegisterCommand[] = [
  registerIndex,
  registerQuery,
  registerHeatmap,
  registerModel,
  registerImport,
  registerExport,
  registerTrain,
  registerEvaluate,
  registerCompose,
  registerServe,
  registerDoctor,
];

import type { RegisterCommand } from '../command-line/command-line.ts';

/** Every command of `earsight`, in the order its help lists them. To add one: a file here, a line below. */
const loaders: Readonly<Record<string, () => Promise<RegisterCommand>>> = {
  index: async () => (await import('./index-videos.ts')).registerIndex,
  query: async () => (await import('./query.ts')).registerQuery,
  heatmap: async () => (await import('./heatmap.ts')).registerHeatmap,
  model: async () => (await import('./model.ts')).registerModel,
  import: async () => (await import('./import-annotations.ts')).registerImport,
  export: async () => (await import('./export.ts')).registerExport,
  train: async () => (await import('./train.ts')).registerTrain,
  evaluate: async () => (await import('./evaluate.ts')).registerEvaluate,
  compose: async () => (await import('./compose.ts')).registerCompose,
  serve: async () => (await import('./serve.ts')).registerServe,
  doctor: async () => (await import('./doctor.ts')).registerDoctor,
};

/** The command of that name, or all of them: what a command does not use is not loaded, so that it starts sooner. */
export function loadCommands(name?: string): Promise<readonly RegisterCommand[]> {
  const one = name !== undefined && Object.hasOwn(loaders, name) ? [loaders[name]!] : Object.values(loaders);
  return Promise.all(one.map((load) => load()));
}

import type { ExportControl } from '../../services/interchange/index.ts';
import type { CommandRun } from './command-line.ts';

/** Runs a long export in this process: Ctrl-C aborts it, the progress line shows it. */
export function exportControl(run: CommandRun): ExportControl {
  return {
    signal: run.signal,
    report: (progress, message) => run.progress.show(progress, null, message ?? ''),
  };
}

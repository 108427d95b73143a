import type { ExportControl } from '../../services/interchange/index.ts';
import { estimateProgress, type ProgressEstimate } from '../../services/jobs/index.ts';
import type { CommandRun } from './command-line.ts';

/** Runs a long export in this process: Ctrl-C aborts it, the progress line shows it. */
export function exportControl(run: CommandRun): ExportControl {
  return { signal: run.signal, report: estimatedReport(run) };
}

/** Shows how far a piece of work is on the progress line, with the time left as jobs tell it. */
export function estimatedReport(
  run: Pick<CommandRun, 'progress'>,
): (progress: number | null, message?: string) => void {
  let estimate: ProgressEstimate | null = null;
  return (progress, message = '') => {
    let secondsLeft: number | null = null;
    if (progress !== null) {
      const now = performance.now() / 1000;
      estimate ??= estimateProgress(progress, now);
      secondsLeft = estimate.reach(progress, now);
    }
    run.progress.show(progress, secondsLeft, message);
  };
}

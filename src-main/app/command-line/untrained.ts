import type { CommandRun } from './command-line.ts';

/** Says on stderr that what follows comes from random weights. */
export function warnUntrained(
  run: CommandRun,
  { model, untrained }: { model: string; untrained: boolean },
): void {
  if (!untrained) return;
  run.note(
    `Warning: the model ${model} is untrained (random weights): distances and heatmaps mean nothing yet. ` +
      'Train one with `earsight train`, or name another with --model.',
  );
}

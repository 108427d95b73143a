import { expect, test } from 'vitest';
import { trainOptionsSchema } from '../../../src-main/training/index.ts';
import type { RunState } from '../../../src-main/training/trainer/checkpoint.ts';
import { hasDiverged } from '../../../src-main/training/trainer/divergence.ts';
import { freshState } from '../../../src-main/training/trainer/run-parts.ts';

function state(change: Partial<RunState> = {}): RunState {
  return { ...freshState(trainOptionsSchema.parse({ network: 'ave' })), ...change };
}

/** After which of some losses a run has diverged; −1 when never. */
const divergedAt = (run: RunState, losses: readonly number[]) =>
  losses.findIndex((loss) => hasDiverged(run, loss));

test('a run diverges once its loss was ten times that of its first step for eight steps running', () => {
  expect(divergedAt(state(), [2, ...Array(20).fill(21)])).toBe(8);
  expect(divergedAt(state(), [2, ...Array(20).fill(19)])).toBe(-1);
});

test('a single odd batch, or a small start, is no divergence', () => {
  expect(divergedAt(state(), [0.7, 1e6, 1e6, 0.7, ...Array(7).fill(1e6), 0.7])).toBe(-1);
  expect(divergedAt(state(), [0.01, ...Array(20).fill(0.9)])).toBe(-1);
});

test('a resumed run decides as one that never stopped, one of an older version by its curve', () => {
  const run = state();
  divergedAt(run, [0.7, 50, 50, 50]);
  expect(divergedAt(structuredClone(run), Array(8).fill(50))).toBe(4);
  const older = state({ curve: [{ pairs: 100, seconds: 1, loss: 0.7 }] });
  expect(divergedAt(older, Array(8).fill(50))).toBe(7);
});

test('a run of few steps diverges within half of them', () => {
  const options = trainOptionsSchema.parse({ network: 'ave', pairs: 128, batch: 32 });
  expect(divergedAt(state({ options }), [0.7, 1e6, 1e6, 1e6])).toBe(2);
});

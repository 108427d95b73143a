import { expect, it } from 'vitest';
import { trainerDefaults } from '../../../src-main/contract/runs.ts';
import { trainingDefaults } from '../../../src-main/services/runs/index.ts';

it('shows in forms the defaults that the trainer has', () => {
  expect(trainingDefaults()).toMatchObject(trainerDefaults);
});

import type { Migration } from './migration.ts';

/** With which programs a video failed last, and how many times in a row it failed so: what failed twice is not tried for ever. */
export const settledFailures: Migration = {
  version: 9,
  sql: `
    ALTER TABLE videos ADD COLUMN failure_tools TEXT;
    ALTER TABLE videos ADD COLUMN failure_times INTEGER NOT NULL DEFAULT 0 CHECK (failure_times >= 0);
  `,
};

import type { Migration } from './migration.ts';

/** Which field of its request a job failed over, and what is allowed there. */
export const jobFailureFields: Migration = {
  version: 10,
  sql: `
    ALTER TABLE jobs ADD COLUMN failure_field TEXT;
    ALTER TABLE jobs ADD COLUMN failure_allowed TEXT;
  `,
};

import { settings } from './0001-settings.ts';
import { jobs } from './0002-jobs.ts';
import { sourcesAndVideos } from './0003-sources-and-videos.ts';
import { embeddings } from './0004-embeddings.ts';
import { annotations } from './0005-annotations.ts';
import { history } from './0006-history.ts';
import { runs } from './0007-runs.ts';
import { evaluations } from './0008-evaluations.ts';
import { settledFailures } from './0009-settled-failures.ts';
import { jobFailureFields } from './0010-job-failure-fields.ts';
import type { Migration } from './migration.ts';

/** Every step of the schema, in order. */
export const migrations: readonly Migration[] = [
  settings,
  jobs,
  sourcesAndVideos,
  embeddings,
  annotations,
  history,
  runs,
  evaluations,
  settledFailures,
  jobFailureFields,
];

/** The schema's version that this program writes. */
export const schemaVersion = migrations.length;

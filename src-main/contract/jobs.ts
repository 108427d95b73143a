import { z } from 'zod';
import { method } from './method.ts';
import { done, id, unit } from './values.ts';

export const jobKind = z.enum([
  'index',
  'proxy',
  'export',
  'export-annotations',
  'export-clips',
  'train',
  'evaluate',
  'map',
  'import',
  'propose',
  'cache',
]);
export type JobKind = z.infer<typeof jobKind>;

export const jobState = z.enum(['queued', 'running', 'paused', 'done', 'failed', 'cancelled']);
export type JobState = z.infer<typeof jobState>;

/** A long piece of work: what it is, how far it is, and how long it still takes. */
export const job = z.object({
  id: z.string(),
  kind: jobKind,
  title: z.string(),
  state: jobState,
  progress: unit.nullable().describe('Null while the amount of work is unknown'),
  secondsLeft: z.number().nullable(),
  message: z.string().describe('What it is doing now, e.g. the file in hand'),
  startedAt: z.string(),
  finishedAt: z.string().nullable(),
  failure: z
    .object({
      code: z.string(),
      reason: z.string(),
      field: z.string().optional().describe('What of the request, or of the machine, was at fault'),
      allowed: z.string().optional(),
    })
    .nullable(),
  result: z.unknown().describe('What it produced, by kind; null until done'),
});
export type Job = z.infer<typeof job>;

/** What indexing found and did; the JSON of `earsight index`. */
export const indexResult = z.object({
  videos: z.object({
    found: z.int(),
    indexed: z.int(),
    unchanged: z.int(),
    failed: z.int(),
    withoutAudio: z.int(),
    withoutVideo: z.int(),
  }),
  moments: z.int(),
  seconds: z.number(),
  failures: z.array(z.object({ path: z.string(), code: z.string(), reason: z.string() })),
  model: z.string(),
  untrained: z.boolean(),
});
export type IndexResult = z.infer<typeof indexResult>;

export const jobMethods = {
  'jobs.list': method(z.object({}), z.array(job)),
  'jobs.pause': method(z.object({ job: z.string() }), done, 'jobs'),
  'jobs.resume': method(z.object({ job: z.string() }), done, 'jobs'),
  'jobs.cancel': method(z.object({ job: z.string() }), done, 'jobs'),
  /**
   * Indexes the given sources (all when none are given); returns the id of the job. With `adopt` the model becomes
   * the one for neighbours once the job is done; until then the one before it answers.
   */
  'index.start': method(
    z.object({
      sources: z.array(id).optional(),
      model: z.string().optional(),
      ratePerSecond: z.number().min(0.01).max(25).default(1),
      adopt: z.boolean().default(false),
    }),
    z.object({ job: z.string() }),
    'jobs',
  ),
} as const;

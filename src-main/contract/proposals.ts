import { z } from 'zod';
import { annotation, timeSpan } from './annotation-values.ts';
import { method } from './method.ts';
import { box, id, seconds, unit } from './values.ts';

const author = z.string().trim().min(1).max(100).optional();
const videos = z.array(id).min(1).max(100_000).optional().describe('All indexed ones when left out');

/** Asks for spans where picture and sound correspond; without a label. */
export const spanProposals = z.object({
  videos,
  threshold: unit.default(0.5).describe('Of the correspondence, 0…1'),
  shortestSeconds: seconds.default(1),
  author,
});

/** Asks for labels for what has none, by the nearest labelled moments of the library in both modalities. */
export const labelProposals = z.object({
  videos,
  neighbours: z.int().min(1).max(100).default(10),
  leastConfidence: unit.default(0.3),
  author,
});

/** Asks for the spans that sound like an annotation; with its label. */
export const recurringProposals = z.object({
  annotation: id,
  videos,
  farthest: z.number().min(0).max(2).default(0.8).describe('Distance between unit vectors, 0…2'),
  most: z.int().min(1).max(1000).default(50),
  author,
});

/** What was proposed: each proposal is an annotation of the status `proposed`, all made as one step of the history. */
export const proposed = z.object({
  proposals: z.int(),
  videos: z.int().describe('How many videos they are in'),
  model: z.string(),
  untrained: z.boolean(),
});
export type Proposed = z.infer<typeof proposed>;

/**
 * The networks propose, a person confirms (`proposals.accept`, `proposals.reject`). What was rejected, and what is
 * annotated already, is not proposed again.
 */
export const proposalMakingMethods = {
  /** Queues the proposing of spans by the retrieval model; the job's result is `proposed`. */
  'proposals.spans': method(spanProposals, z.object({ job: z.string() }), 'jobs'),
  /** Queues the proposing of labels; the job's result is `proposed`. */
  'proposals.labels': method(labelProposals, z.object({ job: z.string() }), 'jobs'),
  /** Queues the search for what sounds like an annotation; the job's result is `proposed`. */
  'proposals.recurring': method(recurringProposals, z.object({ job: z.string() }), 'jobs'),
  /** Keeps what a person decided about a box that the window proposed from a heatmap, so that it counts. */
  'proposals.decideBox': method(
    z.object({
      video: id,
      atSeconds: seconds,
      box,
      span: timeSpan.nullable().default(null),
      labelId: id.nullable().default(null),
      model: z.string(),
      confidence: unit.describe('The score of the heatmap'),
      decision: z.enum(['accepted', 'rejected']),
      author,
    }),
    annotation,
  ),
} as const;

import { z } from 'zod';
import { method } from './method.ts';
import { box, bytes, done, id, seconds, unit } from './values.ts';

/** What to measure, on what. */
export const evaluationRequest = z.object({
  model: z.string().optional().describe('The retrieval model of the settings when left out'),
  /** Labels file: Earsight JSON, VGG-SS JSON or an AudioSet CSV; the library's own annotations when left out. */
  labels: z.string().optional(),
  /** Takes the frames' vectors from this model and the sounds' from `model`: a supervised image encoder, say. */
  frameModel: z.string().optional(),
  /** Folder of videos (none of those evaluated) from which CCA learns to align frames with sounds. */
  alignOn: z.string().optional(),
  /** Decides which moment of each video is taken and which sounds stand against it. */
  seed: z.int().min(0).default(1),
  name: z
    .string()
    .max(200)
    .optional()
    .describe('How the list calls it; made from model and labels when left out'),
});
export type EvaluationRequest = z.infer<typeof evaluationRequest>;

/** A score, or null where the model or the labels do not allow it. */
const score = unit.nullable();

/** A moment as results show it; `video` is null for a file outside the library. */
export const evaluatedMoment = z.object({
  video: id.nullable(),
  name: z.string(),
  path: z.string().describe('Absolute'),
  at: seconds,
  labels: z.array(z.string()),
});
export type EvaluatedMoment = z.infer<typeof evaluatedMoment>;

export const direction = z.enum(['imIm', 'imAud', 'audIm', 'audAud']);

/** A query with what it retrieved, nearest first (the paper's Fig. 3). */
export const evaluatedQuery = z.object({
  direction,
  ndcg: unit,
  query: evaluatedMoment,
  retrieved: z.array(evaluatedMoment.extend({ distance: z.number(), relevance: z.number() })),
});
export type EvaluatedQuery = z.infer<typeof evaluatedQuery>;

const fourDirections = { imIm: score, imAud: score, audIm: score, audAud: score };

const overlap = z.object({ ciou: unit, auc: unit });

/** Localisation over one set of frames. */
const localisationScores = z.object({
  accuracy: unit,
  centre: unit,
  overlap: z.object({ fixed: overlap, stretched: overlap, topHalf: overlap }),
  wholeImage: overlap,
  n: z.int(),
});

/** How much maps light up: share of maps above 0.5, mean lit share of the picture, mean highest value. */
const response = z.object({ rate: unit, area: unit, peak: unit, n: z.int() });

/** A frame with its map and the truth: an example of localisation, right or wrong. */
export const locatedFrame = z.object({
  moment: evaluatedMoment,
  right: z.boolean(),
  boxes: z.array(box).describe('Of the displayed picture'),
  peak: z.object({ x: unit, y: unit }),
  values: z.array(unit).describe('14×14, row-major, of the centre crop'),
});
export type LocatedFrame = z.infer<typeof locatedFrame>;

/** Scores of the items that bear one label. */
export const classScores = z.object({
  label: z.string(),
  n: z.int(),
  twoWay: score,
  ...fourDirections,
  localisation: score,
  frames: z.int().describe('Frames with a box of this label'),
});
export type ClassScores = z.infer<typeof classScores>;

/** The numbers of an evaluation; the JSON of `earsight evaluate`, whose first three parts are stable. */
export const evaluationResult = z.object({
  avc: z.object({ accuracy: score, n: z.int() }),
  retrieval: z.object({ ...fourDirections, chance: unit, n: z.int() }),
  localisation: z.object({ accuracy: score, centre: score, ciou: score, auc: score, n: z.int() }),
  details: z.object({
    model: z.object({ name: z.string(), hash: z.string(), network: z.string(), untrained: z.boolean() }),
    frameModel: z.string().nullable(),
    alignment: z
      .object({ folder: z.string(), pairs: z.int(), components: z.int(), correlations: z.array(z.number()) })
      .nullable(),
    seed: z.int(),
    seconds: z.number(),
    videos: z.object({ labelled: z.int(), measured: z.int(), missing: z.array(z.string()) }),
    unknownLabels: z.array(z.string()).describe('Not of the AudioSet ontology: left out of retrieval'),
    failures: z.array(z.object({ path: z.string(), code: z.string(), reason: z.string() })),
    avc: z.object({
      matched: score,
      mismatched: score,
      twoWay: score.describe('Share of frames whose own sound scores above one of another video; ties half'),
      topFive: score.describe('Share of frames whose own sound is among the best 5 of 100'),
      of: z.int().describe('Sounds that the own one stood among: 100 where there are as many'),
    }),
    linear: z.object({ ...fourDirections, chance: unit }).describe('nDCG with the linear gain'),
    localisation: z
      .object({
        all: localisationScores,
        oneObject: localisationScores,
        twoObjects: localisationScores,
        matched: response,
        mismatched: response.describe('With a sound of a class that is not in the picture'),
        silent: response.describe('With digital silence'),
        labelledSilence: response.describe('At times that the labels call silent'),
        unseen: response.describe('At times at which something unseen sounds'),
      })
      .nullable(),
    classes: z.array(classScores),
    best: z.array(evaluatedQuery),
    worst: z.array(evaluatedQuery),
    located: z.array(locatedFrame),
  }),
});
export type EvaluationResult = z.infer<typeof evaluationResult>;

/** An evaluation as a list shows it. */
export const evaluationItem = z.object({
  id: z.string(),
  name: z.string(),
  createdAt: z.string(),
  request: evaluationRequest,
  model: z.string(),
  avc: evaluationResult.shape.avc,
  retrieval: evaluationResult.shape.retrieval,
  localisation: evaluationResult.shape.localisation,
});
export type EvaluationItem = z.infer<typeof evaluationItem>;

/** Where labels can come from: the library's annotations, and files that lie beside its videos. */
export const labelsAtHand = z.object({
  annotated: z.int().describe('Videos with annotations that a person stands by'),
  files: z.array(z.string()).describe('Absolute paths of files that look like labels'),
});
export type LabelsAtHand = z.infer<typeof labelsAtHand>;

const mostPictureBytes = 32 * 2 ** 20;

/** A result as a file: the table, or the page's picture of it. */
export const resultExport = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('csv'), evaluation: z.string() }),
  z.object({
    kind: z.literal('png'),
    evaluation: z.string(),
    picture: bytes.refine((data) => data.length <= mostPictureBytes, 'at most 32 MiB'),
  }),
]);
export type ResultExport = z.infer<typeof resultExport>;

export const evaluationMethods = {
  /** Queues an evaluation; the job's result is `{evaluation: id}`. */
  'evaluation.start': method(evaluationRequest, z.object({ job: z.string() }), 'jobs'),
  /** Newest first. */
  'evaluation.list': method(z.object({}), z.array(evaluationItem)),
  'evaluation.get': method(
    z.object({ evaluation: z.string() }),
    z.object({ item: evaluationItem, result: evaluationResult }),
  ),
  'evaluation.labels': method(z.object({}), labelsAtHand),
  /** Writes a result into the library's folder of exports. Throws `invalid-input` for a picture that is no PNG. */
  'evaluation.export': method(resultExport, z.object({ file: z.string() })),
  'evaluation.remove': method(z.object({ evaluation: z.string() }), done),
} as const;

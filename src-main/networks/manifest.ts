import { z } from 'zod';
import { networkNames } from './networks.ts';
import { ModelError } from './weights/weight.ts';

const triple = z.tuple([z.number(), z.number(), z.number()]);

/** How a foreign image encoder wants its picture: an ONNX file, its size and its number conventions. */
const externalImage = z.object({
  file: z.string(),
  input: z.string().optional().describe('Name of the input; the only one unless told'),
  output: z.string().optional().describe('Name of the output; the first unless told'),
  size: z.int().min(16).max(1024).default(224),
  layout: z.enum(['nchw', 'nhwc']).default('nchw'),
  mean: triple.default([0, 0, 0]),
  deviation: triple.default([1, 1, 1]),
});

/** How a foreign sound encoder wants its samples: mono float32, centred on the moment. */
const externalSound = z.object({
  file: z.string(),
  input: z.string().optional(),
  output: z.string().optional(),
  sampleRateHz: z.int().min(8000).max(48000).default(48000),
  samples: z.int().min(1000).max(480_000).default(48000),
  shape: z.enum(['batch-samples', 'batch-channel-samples']).default('batch-samples'),
});

/** model.json: what a model folder says of itself. */
export const manifestSchema = z.object({
  format: z.literal(1),
  network: z.enum([...networkNames, 'external']),
  width: z.number().positive().max(1),
  embeddingSize: z.int().positive().nullable(),
  image: z
    .object({ size: z.literal(224), mean: triple, deviation: triple })
    .describe('Pixel values 0…1 are centred and scaled with these'),
  sound: z.object({
    sampleRateHz: z.literal(48000),
    seconds: z.literal(1),
    floor: z.number().positive(),
    reference: z.enum(['peak', 'absolute']),
    range: z.number().positive(),
    quiet: z.number(),
    mean: z.number(),
    deviation: z.number().positive(),
  }),
  hash: z
    .string()
    .describe('sha256 of weights.safetensors (of both ONNX files for an external pair), hexadecimal'),
  training: z.record(z.string(), z.unknown()).nullable(),
  dataLicence: z.string().nullable(),
  external: z.object({ image: externalImage.nullable(), sound: externalSound.nullable() }).optional(),
});

export type Manifest = z.infer<typeof manifestSchema>;
export type ExternalImage = z.infer<typeof externalImage>;
export type ExternalSound = z.infer<typeof externalSound>;

/** Parses model.json. Throws `ModelError` naming the field that is wrong and what is allowed. */
export function parseManifest(json: unknown): Manifest {
  const result = manifestSchema.safeParse(json);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  const field = issue.path.join('.');
  throw new ModelError(`model.json: ${field || 'the file'}: ${issue.message}`, field);
}

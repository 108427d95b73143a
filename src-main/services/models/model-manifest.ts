import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { EarsightError } from '../../contract/errors.ts';
import { networkName } from '../../contract/models.ts';

/** A sha256 in hexadecimal. */
const hash = z.string().regex(/^[0-9a-f]{64}$/, 'a sha256 in hexadecimal');

/** A file beside model.json: never a path that leads out of the folder. */
const besideFile = z.string().regex(/^[^/\\]+$/, 'a file name without a folder');

const common = {
  format: z.literal('earsight-model').default('earsight-model'),
  name: z.string().min(1).max(100),
  /** sha256 of the weights file, or of the encoders' hashes for an external pair: keys the embeddings. */
  hash,
  training: z.unknown().default(null),
  dataLicence: z.string().nullable().default(null),
  untrained: z.boolean().default(false),
};

/** A network of the paper with weights of its own. */
export const networkManifest = z.object({
  ...common,
  network: networkName.exclude(['external']),
  /** Channel multiplier: 1 is the paper's. */
  width: z.number().positive().max(2).default(1),
  imageSize: z.int().positive().default(224),
  embeddingSize: z.int().positive().default(128),
  weights: besideFile.default('weights.safetensors'),
});
export type NetworkManifest = z.infer<typeof networkManifest>;

/** How a foreign image encoder wants its pictures. */
export const imageConvention = z.object({
  file: besideFile.default('image.onnx'),
  hash,
  width: z.int().min(8).max(1024).default(224),
  height: z.int().min(8).max(1024).default(224),
  layout: z.enum(['nchw', 'nhwc']).default('nchw'),
  channels: z.enum(['rgb', 'bgr']).default('rgb'),
  /** What a byte becomes before mean and deviation: 0…1 or as it is. */
  scale: z.enum(['0-1', '0-255']).default('0-1'),
  mean: z.tuple([z.number(), z.number(), z.number()]).default([0, 0, 0]),
  standardDeviation: z.tuple([z.number(), z.number(), z.number()]).default([1, 1, 1]),
  /** The output that holds the vector; the first when left out. */
  output: z.string().optional(),
});
export type ImageConvention = z.infer<typeof imageConvention>;

/** How a foreign sound encoder wants its samples: mono float32 in -1…1. */
export const soundConvention = z.object({
  file: besideFile.default('sound.onnx'),
  hash,
  sampleRateHz: z.int().min(8000).max(96000).default(48000),
  /** Samples in one item; 1 s is centred in it, zero-padded or cut. */
  samples: z.int().min(1000).max(960_000).default(48000),
  /** `samples`: [n, samples]; `channel-samples`: [n, 1, samples]. */
  layout: z.enum(['samples', 'channel-samples']).default('samples'),
  output: z.string().optional(),
});
export type SoundConvention = z.infer<typeof soundConvention>;

/** A pair of foreign ONNX encoders, image → vector and sound → vector. */
export const externalManifest = z.object({
  ...common,
  network: z.literal('external'),
  embeddingSize: z.int().positive(),
  image: imageConvention,
  sound: soundConvention,
});
export type ExternalManifest = z.infer<typeof externalManifest>;

/** model.json. */
export const modelManifest = z.discriminatedUnion('network', [networkManifest, externalManifest]);
export type ModelManifest = z.infer<typeof modelManifest>;

/** Reads and checks `model.json` of a model folder. Throws `not-found` or `model-invalid` naming the field. */
export function readManifest(folder: string): ModelManifest {
  let text: string;
  try {
    text = readFileSync(join(folder, 'model.json'), 'utf8');
  } catch (error) {
    throw new EarsightError('not-found', `${folder} holds no model.json.`, { field: 'model', cause: error });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new EarsightError('model-invalid', `${join(folder, 'model.json')} is not JSON.`, { cause: error });
  }
  return parseManifest(value, folder);
}

/** Checks a manifest that was read from somewhere; `where` names it in the message. */
export function parseManifest(value: unknown, where: string): ModelManifest {
  const parsed = modelManifest.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  const field = issue.path.join('.') || 'model.json';
  throw new EarsightError(
    'model-invalid',
    `The model in ${where} is not valid: ${field}: ${issue.message}.`,
    {
      field,
      allowed: issue.message,
    },
  );
}

/** A file of a model folder, checked against the hash that model.json promises. Throws `model-invalid`. */
export function readModelFile(folder: string, file: string, expectedHash: string): Uint8Array {
  let data: Uint8Array;
  try {
    data = readFileSync(join(folder, file));
  } catch (error) {
    throw new EarsightError('model-invalid', `The model in ${folder} lacks its file ${file}.`, {
      cause: error,
    });
  }
  const found = sha256(data);
  if (found !== expectedHash) {
    throw new EarsightError(
      'model-invalid',
      `${join(folder, file)} is not the file its model.json describes: it was changed or cut short.`,
      { field: 'hash', allowed: expectedHash },
    );
  }
  return data;
}

/** The sha256 of bytes or text, in hexadecimal. */
export function sha256(data: Uint8Array | string): string {
  return createHash('sha256').update(data).digest('hex');
}

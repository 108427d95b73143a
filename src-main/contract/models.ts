import { z } from 'zod';
import { method } from './method.ts';
import { done } from './values.ts';

export const networkName = z.enum(['ave', 'avol', 'l3', 'ave-mf', 'ave-of', 'external']);
export type NetworkName = z.infer<typeof networkName>;

/** A model as people see it: what it is, how it was trained, on whose data. */
export const modelInfo = z.object({
  name: z.string(),
  network: networkName,
  width: z.number(),
  parameters: z.int(),
  embeddingSize: z.int().nullable(),
  hash: z.string(),
  untrained: z.boolean(),
  training: z.unknown().describe('The training record of model.json; null for an untrained or foreign model'),
  dataLicence: z.string().nullable(),
  folder: z.string(),
  sizeBytes: z.int(),
  builtIn: z.boolean(),
});
export type ModelInfo = z.infer<typeof modelInfo>;

/** The processor or GPU in use, and what became of the others. */
export const engineInfo = z.object({
  runtime: z.enum(['onnxruntime', 'tensorflow']),
  device: z.string().describe('The provider in use: cpu, webgpu, cuda, dml or coreml'),
  providers: z.array(
    z.object({
      name: z.string(),
      state: z.enum(['in-use', 'available', 'refused', 'absent']),
      reason: z.string(),
    }),
  ),
  threads: z.int(),
});
export type EngineInfo = z.infer<typeof engineInfo>;

/** The result of `earsight doctor`. */
export const doctorReport = z.object({
  earsight: z.string(),
  node: z.string(),
  electron: z.string().nullable(),
  ffmpeg: z.object({ path: z.string(), version: z.string() }).nullable(),
  ffmpegProblem: z.string().nullable().describe('Why there is none'),
  engine: engineInfo,
  models: z.array(modelInfo),
  library: z.string().nullable(),
});
export type DoctorReport = z.infer<typeof doctorReport>;

/** The settings of the app (not of one library). */
export const settings = z.object({
  theme: z.enum(['system', 'light', 'dark']).default('dark'),
  runtime: z.enum(['onnxruntime', 'tensorflow']).default('onnxruntime'),
  device: z.enum(['auto', 'cpu', 'webgpu', 'cuda', 'dml', 'coreml']).default('auto'),
  retrievalModel: z.string().default('starter-ave'),
  heatmapModel: z.string().default('starter-avol'),
  librariesFolder: z.string().nullable().default(null),
  keys: z.record(z.string(), z.string()).default({}),
  overlay: z
    .object({
      opacity: z.number().min(0).max(1).default(0.6),
      colourMap: z.enum(['inferno', 'viridis', 'cividis', 'magma', 'grey']).default('inferno'),
      threshold: z.number().min(0).max(1).default(0.2),
      outlineCrop: z.boolean().default(false),
    })
    .prefault({}),
  tourSeen: z.boolean().default(false),
});
export type Settings = z.infer<typeof settings>;

/** The kinds of files that a library keeps only to save time. */
export const cacheName = z.enum(['thumbnails', 'proxies', 'training', 'maps', 'proposals']);
export type CacheName = z.infer<typeof cacheName>;

/** What a kind of cache of the open library takes. */
export const cacheSize = z.object({
  kind: cacheName,
  bytes: z.int(),
  mostBytes: z
    .int()
    .nullable()
    .describe('Beyond it the least recently used files go; null where nothing is bounded here'),
});
export type CacheSize = z.infer<typeof cacheSize>;

export const modelMethods = {
  'models.list': method(z.object({}), z.array(modelInfo)),
  'models.info': method(z.object({ model: z.string() }), modelInfo),
  'engine.info': method(z.object({}), engineInfo),
  'app.doctor': method(z.object({}), doctorReport),
  'settings.get': method(z.object({}), settings),
  'settings.set': method(z.object({ change: z.record(z.string(), z.unknown()) }), settings),
  'caches.list': method(z.object({}), z.array(cacheSize)),
  'caches.clear': method(z.object({ kind: z.enum([...cacheName.options, 'all']) }), done),
} as const;

import { existsSync, mkdirSync, mkdtempSync } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { EarsightError } from '../../contract/errors.ts';
import type { ModelInfo } from '../../contract/models.ts';
import { onnxRuntime } from '../../engine/index.ts';
import {
  defaultImageNormalisation,
  defaultSpectrogramNormalisation,
  IMAGE_SIZE,
  importStateDict,
  type Manifest,
  type NetworkName,
  openExternalModel,
  ownName,
  parseManifest,
  readSafetensors,
  requireWeights,
  SAMPLE_RATE_HZ,
  writeSafetensors,
} from '../../networks/index.ts';
import type { ServiceContext } from '../context.ts';
import { cannotRead, toEarsightError } from '../errors.ts';
import { inUserFolder } from '../user-folder.ts';
import { hashOf, weightsFile } from './model-folder.ts';
import { openFolderModel } from './open-model.ts';

export interface ImportOptions {
  /** Name under which the model stands in the list. */
  readonly name: string;
  /** The licence of the data it was trained on, when known. */
  readonly dataLicence?: string | undefined;
}

export interface SafetensorsImport extends ImportOptions {
  readonly file: string;
  readonly network: NetworkName;
  /** Channel multiplier; found out from the weights when left out. */
  readonly width?: number | undefined;
}

/** How an external pair wants its inputs; see docs/models.md. */
export interface ExternalImport extends ImportOptions {
  readonly image: string;
  readonly sound: string;
  readonly conventions: {
    readonly image: Record<string, unknown>;
    readonly sound: Record<string, unknown>;
  };
}

/** Channels of conv1_1 at width 1. */
const firstChannels = 64;

/**
 * Takes a safetensors file of one of the paper's networks into the user's models.
 * Throws `not-found` or `invalid-input` for what is no file, `model-invalid` naming the weight that is missing or has another shape, `conflict` for a name in use.
 */
export async function importSafetensors(
  context: ServiceContext,
  options: SafetensorsImport,
): Promise<ModelInfo> {
  const weights = readWeights(await readModelFile(options.file, 'file'), options.file);
  const first = [...weights].find(([name]) => ownName(name) === 'vision.conv1_1.weight');
  const width = options.width ?? (first ? first[1].shape[0]! / firstChannels : 1);
  const checked = requireWeights(options.network, width, importStateDict(options.network, width, weights));
  const bytes = writeSafetensors(checked);
  const manifest: Manifest = {
    ...foreignManifest(options),
    network: options.network,
    width,
    embeddingSize: options.network === 'l3' ? Math.round(512 * width) : 128,
    hash: hashOf([bytes]),
  };
  return keepModel(context, options.name, manifest, new Map([[weightsFile, bytes]]), async (folder) => {
    const opened = await openFolderModel(folder, manifest, onnxRuntime('cpu'));
    try {
      await opened.embedFrames(blackFrame(), 1);
      await opened.embedSounds(silence(), 1);
    } finally {
      await opened.release();
    }
  });
}

const blackFrame = (): Uint8Array => new Uint8Array(IMAGE_SIZE * IMAGE_SIZE * 3);
const silence = (): Float32Array => new Float32Array(SAMPLE_RATE_HZ);

/**
 * Takes a pair of foreign ONNX encoders into the user's models, and tries each once: what does not run is refused
 * here and not later in a job. Throws as `importSafetensors`, naming the one of the two files that is at fault.
 */
export async function importExternal(context: ServiceContext, options: ExternalImport): Promise<ModelInfo> {
  const image = await readModelFile(options.image, 'image');
  const sound = await readModelFile(options.sound, 'sound');
  const manifest = parseManifest({
    ...foreignManifest(options),
    network: 'external',
    width: 1,
    embeddingSize: null,
    hash: hashOf([image, sound]),
    external: {
      image: { ...options.conventions.image, file: 'image.onnx' },
      sound: { ...options.conventions.sound, file: 'sound.onnx' },
    },
  });
  const files = new Map([
    ['image.onnx', image],
    ['sound.onnx', sound],
  ]);
  return keepModel(context, options.name, manifest, files, async () => {
    await tryEncoder(options.image, 'image', { manifest, image, sound: null });
    await tryEncoder(options.sound, 'sound', { manifest, image: null, sound });
  });
}

/** Runs one half of a pair. Throws `model-invalid` with the file's name, which the rooms below do not know. */
async function tryEncoder(
  file: string,
  half: 'image' | 'sound',
  parts: Parameters<typeof openExternalModel>[0],
): Promise<void> {
  try {
    const encoder = await openExternalModel(parts);
    try {
      await (half === 'image' ? encoder.embedFrames(blackFrame(), 1) : encoder.embedSounds(silence(), 1));
    } finally {
      await encoder.release();
    }
  } catch (cause) {
    throw new EarsightError('model-invalid', `${file}: ${(cause as Error).message}`, { field: half, cause });
  }
}

async function readModelFile(file: string, field: 'file' | 'image' | 'sound'): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw cannotRead('the model file', file, cause, { field });
  }
}

/** The weights of a safetensors file. Throws `model-invalid` with the file's name, which the room below does not know. */
function readWeights(bytes: Uint8Array, file: string): ReturnType<typeof readSafetensors>['weights'] {
  try {
    return readSafetensors(bytes).weights;
  } catch (cause) {
    const { code, message } = toEarsightError(cause);
    throw new EarsightError(code, `${file}: ${message}`, { field: 'file', cause });
  }
}

/** What every imported model's description holds. It counts as trained: whoever imports it says so. */
function foreignManifest(
  options: ImportOptions,
): Omit<Manifest, 'network' | 'width' | 'embeddingSize' | 'hash'> {
  return {
    format: 1,
    image: {
      size: IMAGE_SIZE,
      mean: [...defaultImageNormalisation.mean],
      deviation: [...defaultImageNormalisation.deviation],
    },
    sound: { sampleRateHz: SAMPLE_RATE_HZ, seconds: 1, ...defaultSpectrogramNormalisation },
    training: { imported: true, importedAt: new Date().toISOString() },
    dataLicence: options.dataLicence ?? null,
  };
}

/**
 * Writes a model folder beside its place, sees that it works (`trial` throws what does not), and moves it there. No name stands
 * for two models: one of the user's would hide the built-in one of that name.
 */
async function keepModel(
  context: ServiceContext,
  name: string,
  manifest: Manifest,
  files: ReadonlyMap<string, Uint8Array>,
  trial: (folder: string) => Promise<void>,
): Promise<ModelInfo> {
  const { userModels } = context.folders;
  const folder = join(userModels, checkedName(name));
  const isTaken = context.models.list().some((model) => model.name.toLowerCase() === name.toLowerCase());
  if (isTaken || existsSync(folder)) {
    throw new EarsightError('conflict', `There is a model ${name} already.`, {
      field: 'name',
      allowed: 'a name that is not in `earsight model list`',
    });
  }
  const part = inUserFolder(context.folders.home, () => {
    mkdirSync(userModels, { recursive: true });
    return mkdtempSync(join(userModels, '.import-'));
  });
  try {
    for (const [file, bytes] of files) await writeFile(join(part, file), bytes);
    await writeFile(join(part, 'model.json'), `${JSON.stringify(manifest, null, 2)}\n`);
    await trial(part);
    await rename(part, folder);
  } finally {
    await rm(part, { recursive: true, force: true });
  }
  return context.models.info(name);
}

function checkedName(name: string): string {
  if (
    /^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,99}$/u.test(name) &&
    name === basename(name) &&
    !name.startsWith('untrained-')
  )
    return name;
  throw new EarsightError('invalid-input', `${JSON.stringify(name)} cannot name a model.`, {
    field: 'name',
    allowed: 'letters, digits, spaces, . _ and -, at most 100, not beginning with "untrained-"',
  });
}

import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { EarsightError } from '../../contract/errors.ts';
import type { ModelInfo } from '../../contract/models.ts';
import { declareWeights, type Manifest, parseManifest } from '../../networks/index.ts';

/** The weights file of a model folder. */
export const weightsFile = 'weights.safetensors';

/** Reads and checks `model.json` of a model folder. Throws `not-found`, or `model-invalid` naming the field. */
export function readManifest(folder: string): Manifest {
  const path = join(folder, 'model.json');
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new EarsightError('not-found', `There is no model in ${folder}: it holds no model.json.`, {
      field: 'model',
      cause: error,
    });
  }
  try {
    return parseManifest(JSON.parse(text));
  } catch (error) {
    const reason = error instanceof SyntaxError ? 'it is not JSON' : (error as Error).message;
    throw new EarsightError('model-invalid', `${path} is not a model's description: ${reason}.`, {
      field: (error as { field?: string }).field ?? 'model.json',
      cause: error,
    });
  }
}

/** The files that the hash of a model is taken over. */
export function weightFiles(manifest: Manifest): string[] {
  if (manifest.network !== 'external') return [weightsFile];
  const { image, sound } = manifest.external ?? {};
  return [image?.file, sound?.file].filter((file) => file !== undefined);
}

/**
 * The bytes of a model's weight files, checked against the hash in model.json. Throws `model-invalid` when a
 * file is missing, leads out of the folder, or is another than the one described.
 */
export function readWeightFiles(folder: string, manifest: Manifest): Uint8Array[] {
  const files = weightFiles(manifest).map((file) => {
    if (file !== basename(file)) {
      throw new EarsightError('model-invalid', `${file} in model.json is no file beside it.`, {
        field: 'file',
        allowed: 'a file name without folders',
      });
    }
    try {
      return readFileSync(join(folder, file));
    } catch (error) {
      throw new EarsightError('model-invalid', `The model in ${folder} lacks its file ${file}.`, {
        cause: error,
      });
    }
  });
  const found = hashOf(files);
  if (found !== manifest.hash) {
    throw new EarsightError(
      'model-invalid',
      `The weights in ${folder} are not those its model.json describes: they were changed or cut short (sha256 ${found}).`,
      { field: 'hash', allowed: manifest.hash },
    );
  }
  return files;
}

/** The hash of a model: sha256 over its weight files one after the other, hexadecimal. */
export function hashOf(files: readonly Uint8Array[]): string {
  const hash = createHash('sha256');
  for (const file of files) hash.update(file);
  return hash.digest('hex');
}

/** What a list shows of a model folder. */
export function describeModel(folder: string, manifest: Manifest, builtIn: boolean): ModelInfo {
  const { network, width, embeddingSize, hash, training, dataLicence } = manifest;
  const sizes = weightFiles(manifest).map(
    (file) => statSync(join(folder, file), { throwIfNoEntry: false })?.size,
  );
  return {
    name: basename(folder),
    network,
    width,
    parameters: network === 'external' ? 0 : parameterCount(network, width),
    embeddingSize,
    hash,
    untrained: training === null,
    training,
    dataLicence,
    folder,
    sizeBytes: sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0),
    builtIn,
  };
}

const counted = new Map<string, number>();

/** How many numbers a network learns at a width. */
export function parameterCount(network: Exclude<Manifest['network'], 'external'>, width: number): number {
  const key = `${network} ${width}`;
  let count = counted.get(key);
  if (count === undefined) {
    count = declareWeights(network, width)
      .filter((weight) => weight.learnt)
      .reduce((sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1), 0);
    counted.set(key, count);
  }
  return count;
}

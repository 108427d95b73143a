import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { EarsightError } from '../../contract/errors.ts';
import type { ModelInfo } from '../../contract/models.ts';
import { type Manifest, readSafetensors, type WeightMap } from '../../networks/index.ts';
import type { AppFolders } from '../app-folders.ts';
import { notFound } from '../errors.ts';
import type { SettingsFile } from '../settings/settings-file.ts';
import type { EmbeddingModel } from './embedding-model.ts';
import { describeModel, readManifest, readWeightFiles } from './model-folder.ts';
import { type DeviceChoice, openFolderModel, openUntrained, runtimeOf } from './open-model.ts';
import {
  describeUntrained,
  type UntrainedModel,
  untrainedByName,
  untrainedWeights,
} from './untrained-models.ts';

/** A model in memory, ready to embed. */
export interface ShelvedModel {
  readonly info: ModelInfo;
  readonly network: EmbeddingModel;
}

/** Finds models by name or path and holds those in use. */
export interface ModelShelf {
  /** Every model that has a name: the user's, those of the app, and untrained stand-ins for missing starters. */
  list(): ModelInfo[];
  /** What a model is. `name` is a name of the list, `untrained-NETWORK[-wWIDTH]`, or a folder. Throws `not-found`, `model-invalid`. */
  info(name: string): ModelInfo;
  /** The model, opened once a process and device. Throws as `info`, and `model-invalid` for files changed since. */
  open(name: string): Promise<ShelvedModel>;
  /** A model's description and weights, for exports and for training on from it. An external pair has no weights. */
  weights(name: string): { manifest: Manifest; weights: WeightMap };
  /** Releases every open model, e.g. after the device changed. */
  release(): Promise<void>;
}

/** What a name stands for. */
type Found =
  | { kind: 'folder'; folder: string; builtIn: boolean }
  | { kind: 'untrained'; model: UntrainedModel };

/** The shelf of a process. */
export function makeModelShelf(folders: AppFolders, settings: SettingsFile): ModelShelf {
  const open = new Map<string, Promise<ShelvedModel>>();

  function find(name: string): Found {
    if (name.includes('/') || name.includes(sep) || name === '.') {
      const folder = resolve(name);
      return { kind: 'folder', folder, builtIn: folder.startsWith(folders.builtInModels + sep) };
    }
    for (const shelf of [folders.userModels, folders.builtInModels]) {
      const folder = join(shelf, name);
      if (isModelFolder(folder)) return { kind: 'folder', folder, builtIn: shelf === folders.builtInModels };
    }
    if (isModelFolder(resolve(name))) return { kind: 'folder', folder: resolve(name), builtIn: false };
    const model = untrainedByName(name);
    if (model) return { kind: 'untrained', model };
    throw notFound('model', name, names());
  }

  function names(): string[] {
    const named = [folders.userModels, folders.builtInModels].flatMap(modelFolders);
    return [...new Set([...named, 'starter-ave', 'starter-avol'])].sort();
  }

  function infoOf(found: Found): ModelInfo {
    return found.kind === 'untrained'
      ? describeUntrained(found.model)
      : describeModel(found.folder, readManifest(found.folder), found.builtIn);
  }

  async function openFound(found: Found): Promise<ShelvedModel> {
    const { device, runtime } = settings.read();
    const info = infoOf(found);
    const key = `${info.hash} ${runtime} ${device}`;
    let opening = open.get(key);
    if (!opening) {
      opening = openOn({ device, runtime }, found).then((network) => ({ info, network }));
      open.set(key, opening);
      // A failure must not stick: the file may be put right, the device freed.
      opening.catch(() => open.delete(key));
    }
    return opening;
  }

  async function openOn(choice: DeviceChoice, found: Found): Promise<EmbeddingModel> {
    const runtime = await runtimeOf(choice, folders.home);
    if (found.kind === 'untrained') return openUntrained(found.model, runtime);
    return openFolderModel(found.folder, readManifest(found.folder), runtime);
  }

  return {
    list: () =>
      names().flatMap((name) => {
        try {
          return [infoOf(find(name))];
        } catch (error) {
          // One broken folder must not hide the others; `info` of its name says what is wrong with it.
          if (error instanceof EarsightError) return [];
          throw error;
        }
      }),
    info: (name) => infoOf(find(name)),
    open: (name) => openFound(find(name)),
    weights(name) {
      const found = find(name);
      if (found.kind === 'untrained') return untrainedWeights(found.model);
      const manifest = readManifest(found.folder);
      const [file] = readWeightFiles(found.folder, manifest);
      const external = manifest.network === 'external';
      return { manifest, weights: external ? new Map() : readSafetensors(file!).weights };
    },
    async release() {
      const opened = [...open.values()];
      open.clear();
      for (const model of await Promise.allSettled(opened)) {
        if (model.status === 'fulfilled') await model.value.network.release();
      }
    },
  };
}

function isModelFolder(folder: string): boolean {
  return existsSync(join(folder, 'model.json'));
}

function modelFolders(shelf: string): string[] {
  if (!existsSync(shelf)) return [];
  return readdirSync(shelf).filter(
    (name) => statSync(join(shelf, name)).isDirectory() && isModelFolder(join(shelf, name)),
  );
}

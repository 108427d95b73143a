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
  /** As `open`, for the time of some work: a model that is released meanwhile stays open until the work is done. */
  use<Result>(name: string, work: (model: ShelvedModel) => Promise<Result>): Promise<Result>;
  /** A model's description and weights, for exports and for training on from it. An external pair has no weights. */
  weights(name: string): { manifest: Manifest; weights: WeightMap };
  /** Releases every open model, e.g. after the device changed; those in use, when they no longer are. */
  release(): Promise<void>;
}

/** A model that is open or being opened, and how many use it. */
interface Opened {
  readonly model: Promise<ShelvedModel>;
  uses: number;
  isOffShelf: boolean;
}

/** What a name stands for. */
type Found =
  | { kind: 'folder'; folder: string; builtIn: boolean }
  | { kind: 'untrained'; model: UntrainedModel };

/** The shelf of a process. */
export function makeModelShelf(
  folders: AppFolders,
  settings: SettingsFile,
  engine: Partial<DeviceChoice> = {},
): ModelShelf {
  const open = new Map<string, Opened>();

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
    throw notFound('model', name, [...names(), 'or a folder with a model.json']);
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

  function openFound(found: Found): Opened {
    const { device, runtime } = { ...settings.read(), ...engine };
    const info = infoOf(found);
    const key = `${info.hash} ${runtime} ${device}`;
    let opening = open.get(key);
    if (!opening) {
      const model = openOn({ device, runtime }, found).then((network) => ({ info, network }));
      const opened = { model, uses: 0, isOffShelf: false };
      opening = opened;
      open.set(key, opened);
      // A failure must not stick: the file may be put right, the device freed.
      model.catch(() => {
        if (open.get(key) === opened) open.delete(key);
      });
    }
    return opening;
  }

  async function releaseUnused({ model, uses, isOffShelf }: Opened): Promise<void> {
    if (!isOffShelf || uses > 0) return;
    const [opened] = await Promise.allSettled([model]);
    if (opened.status === 'fulfilled') await opened.value.network.release();
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
    open: async (name) => openFound(find(name)).model,
    async use(name, work) {
      const opened = openFound(find(name));
      opened.uses++;
      try {
        return await work(await opened.model);
      } finally {
        opened.uses--;
        await releaseUnused(opened);
      }
    },
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
      for (const model of opened) {
        model.isOffShelf = true;
        await releaseUnused(model);
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
    (name) =>
      // What a killed import or copy left begins with a dot; a link may lead nowhere.
      !name.startsWith('.') &&
      statSync(join(shelf, name), { throwIfNoEntry: false })?.isDirectory() &&
      isModelFolder(join(shelf, name)),
  );
}

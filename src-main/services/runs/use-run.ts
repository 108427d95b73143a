import { copyFileSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Output } from '../../contract/contract.ts';
import { EarsightError } from '../../contract/errors.ts';
import type { ModelInfo } from '../../contract/models.ts';
import type { ServiceContext } from '../context.ts';
import { startIndexing } from '../indexing/index.ts';
import { describeModel, readManifest, weightsFile } from '../models/index.ts';
import { inUserFolder } from '../user-folder.ts';

/** Moments a second, as indexing takes them unless told otherwise. */
const ratePerSecond = 1;

/**
 * Makes the model of a run the one that the window uses. An AVOL-Net takes over the heatmaps at once. Another
 * network takes over the neighbours when the library is indexed with it: until then the model before it answers.
 * Throws `conflict` while the run has no model, or for a network that the library cannot be indexed with.
 */
export function useRun(context: ServiceContext, id: string): Output<'runs.use'> {
  const { modelFolder, name } = context.session.current().store.runs.get(id);
  if (modelFolder === null || !existsSync(join(modelFolder, 'model.json'))) {
    throw new EarsightError('conflict', 'The run has no model yet: it is written when the run ends.', {
      field: 'run',
    });
  }
  const info = describeModel(modelFolder, readManifest(modelFolder), false);
  if (info.network === 'ave-mf' || info.network === 'ave-of') {
    throw new EarsightError(
      'conflict',
      `${info.network} sees several frames at once; a library is indexed frame by frame.`,
      { field: 'run', allowed: 'a model of ave, avol or l3' },
    );
  }
  const model = placeAmongModels(context, info, name);
  if (info.network === 'avol') {
    const next = context.settings.change({ heatmapModel: model });
    context.emit('settings-changed', next);
    return { model, role: 'heatmap', job: null };
  }
  return { model, role: 'neighbours', job: startIndexing(context, { model, ratePerSecond, adopt: true }) };
}

/** The name of a model among the user's; one that lies elsewhere is copied there under a name that is free. */
function placeAmongModels(context: ServiceContext, { folder, hash }: ModelInfo, name: string): string {
  const shelf = context.folders.userModels;
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? name : `${name} ${number}`;
    const place = join(shelf, candidate);
    if (!existsSync(place)) {
      copyModel(context, folder, place);
      return candidate;
    }
    if (existsSync(join(place, 'model.json')) && readManifest(place).hash === hash) return candidate;
  }
}

/** Copied beside and renamed: a kill leaves no half model on the shelf. Throws `not-allowed` where nothing can be written. */
function copyModel(context: ServiceContext, from: string, to: string): void {
  inUserFolder(context.folders.home, () => {
    mkdirSync(dirname(to), { recursive: true });
    const part = mkdtempSync(join(dirname(to), '.copy-'));
    try {
      for (const file of [weightsFile, 'model.json']) copyFileSync(join(from, file), join(part, file));
      renameSync(part, to);
    } catch (error) {
      rmSync(part, { recursive: true, force: true });
      throw error;
    }
  });
}

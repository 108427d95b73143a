import { join, resolve } from 'node:path';
import { EarsightError } from '../../contract/errors.ts';
import type { TrainRequest } from '../../contract/runs.ts';
import { type FileLock, lockFile } from '../../store/index.ts';
import type { ServiceContext } from '../context.ts';

/** Folder that a run writes its model to. */
export function modelFolderOf(context: ServiceContext, request: TrainRequest): string {
  return resolve(request.out ?? join(context.folders.userModels, request.name));
}

/** Takes a model folder for one run alone: two would overwrite each other's checkpoints. Throws `conflict`. */
export function lockModelFolder(folder: string): FileLock {
  const lock = lockFile(join(folder, 'run', 'lock'));
  if (lock) return lock;
  throw new EarsightError('conflict', `Another training writes its model to ${folder} already.`, {
    field: 'out',
    allowed: 'another folder, or this one once that training has ended',
  });
}

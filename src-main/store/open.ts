import { StoreError } from './errors.ts';
import type { Store } from './types.ts';

/** Opens the library in a folder, making the folder and the file when they are not there. */
export function openStore(libraryFolder: string): Store {
  throw new StoreError('not-allowed', `Not ready to open ${libraryFolder}`);
}

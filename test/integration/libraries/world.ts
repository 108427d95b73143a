import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { scanSource } from '../../../src-main/services/libraries/index.ts';
import { openAgain, temporaryFolder } from '../store/temporary-library.ts';

/** A library and a folder with files whose content is their first name. */
export function world(...paths: string[]) {
  const root = temporaryFolder();
  const folder = join(root, 'videos');
  mkdirSync(folder);
  const store = openAgain(join(root, 'library'));
  const write = (path: string, content = path): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  };
  for (const path of paths) write(path);
  const source = store.sources.add(folder);
  const scan = () => scanSource({ store }, source.id);
  const videoPaths = (): string[] =>
    store.videos
      .list({})
      .items.map((video) => video.path)
      .sort();
  return { root, folder, store, write, source, scan, paths: videoPaths };
}

import type { Store } from '../../store/index.ts';

/** How exported files name the library's videos. */
export interface VideoNames {
  /**
   * The path relative to the source, `/` between folders; where videos of several sources have the same one, with as
   * many of the source's own folders before it as tell them apart. Null for an id that is not in the library.
   */
  nameOf(videoId: number): string | null;
  /** The video of exactly that name, or null. */
  idOf(name: string): number | null;
}

/** The names of the library's videos as they are now. */
export function videoNames(store: Store): VideoNames {
  const folders = new Map(
    store.sources.list().map(({ id, folder }) => [id, folder.split(/[/\\]+/).filter(Boolean)]),
  );
  const deepest = Math.max(0, ...[...folders.values()].map(({ length }) => length));
  const byName = new Map<string, number>();
  const byId = new Map<number, string>();
  // Each round takes one more folder into the names that are not yet one video's alone.
  let open = store.videos.list({}).items;
  for (let depth = 0; open.length > 0; depth += 1) {
    const sharing = Map.groupBy(open, ({ sourceId, path }) => {
      const folder = folders.get(sourceId) ?? [];
      return [...folder.slice(Math.max(0, folder.length - depth)), path].join('/');
    });
    open = [];
    for (const [name, videos] of sharing) {
      const isTaken = videos.length > 1 || byName.has(name);
      if (isTaken && depth < deepest) open = open.concat(videos);
      else
        for (const { id } of videos) {
          byName.set(name, id);
          byId.set(id, name);
        }
    }
  }
  return { nameOf: (id) => byId.get(id) ?? null, idOf: (name) => byName.get(name) ?? null };
}

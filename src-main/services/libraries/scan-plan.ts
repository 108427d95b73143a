import type { FoundFile, Video } from '../../store/index.ts';

/** What a scan found and what the library has on record for one source. */
export interface ScanInput {
  readonly sourceId: number;
  /** All rows of the source, removed videos included. */
  readonly rows: readonly Video[];
  /** Files as found; the hash is null for a new file that cannot be read. */
  readonly files: readonly FoundFile[];
  /** Folders that could not be read, relative: what is in them is out of reach, not gone. */
  readonly unreadable: readonly string[];
  /** Rows of other sources with the content of a new file here, and whose own file is gone. */
  readonly orphansElsewhere: readonly Video[];
}

/** What a scan changes in the library. */
export interface ScanPlan {
  /** Same file, same content; only size or time on record are renewed. */
  readonly touched: { readonly video: Video; readonly file: FoundFile }[];
  /** Same content under another path. */
  readonly moved: { readonly video: Video; readonly file: FoundFile }[];
  /** Other content under the same path. */
  readonly changed: { readonly video: Video; readonly file: FoundFile }[];
  readonly added: FoundFile[];
  /** On record as missing or offline, and there again. */
  readonly returned: Video[];
  readonly missing: Video[];
  readonly outOfReach: Video[];
  /** Videos that are as they were. */
  readonly unchanged: number;
}

/** Whether a row describes the file as it is, by size and time alone. */
export function isUnchanged(row: Video, file: Pick<FoundFile, 'sizeBytes' | 'modifiedMs'>): boolean {
  return row.sizeBytes === file.sizeBytes && row.modifiedMs === file.modifiedMs;
}

/**
 * Decides what became of every file, without touching anything. Content decides, not names: first each file
 * keeps the row of its path when the content is the same; then the files and rows that are left are matched
 * by content, which also sorts out names that were swapped or shifted along (1 → 2 → 3); what is then left of
 * the files is new or changed, and of the rows missing. A copy is new, because the row of the original stays
 * with the original.
 */
export function planScan(input: ScanInput): ScanPlan {
  // A missing row may have the path of another that is there: the later entry wins.
  const isMissing = (row: Video): boolean => row.presence === 'missing';
  const rowByPath = new Map(
    [...input.rows.filter(isMissing), ...input.rows.filter((row) => !isMissing(row))].map((row) => [
      row.path,
      row,
    ]),
  );
  const plan: ScanPlan = {
    touched: [],
    moved: [],
    changed: [],
    added: [],
    returned: [],
    missing: [],
    outOfReach: [],
    unchanged: 0,
  };
  const loose: FoundFile[] = [];
  const settled = new Set<number>();
  let unchanged = 0;
  for (const file of input.files) {
    const row = rowByPath.get(file.path);
    if (row === undefined || !(isUnchanged(row, file) || hasContentOf(row, file))) {
      loose.push(file);
      continue;
    }
    settled.add(row.id);
    if (!isUnchanged(row, file) || row.contentHash !== file.contentHash)
      plan.touched.push({ video: row, file });
    else if (!row.removed) unchanged++;
    if (row.presence !== 'present') plan.returned.push(row);
  }
  const free = input.rows.filter((row) => !settled.has(row.id));
  const left = matchByContent(loose, [...free, ...input.orphansElsewhere], plan.moved);
  const movedRows = new Set(plan.moved.map(({ video }) => video.id));
  for (const file of left) {
    const row = rowByPath.get(file.path);
    if (row === undefined || movedRows.has(row.id)) plan.added.push(file);
    else plan.changed.push({ video: row, file });
  }
  const changedRows = new Set(plan.changed.map(({ video }) => video.id));
  for (const row of free) {
    if (movedRows.has(row.id) || changedRows.has(row.id)) continue;
    if (isBelow(row.path, input.unreadable)) plan.outOfReach.push(row);
    else plan.missing.push(row);
  }
  return { ...plan, unchanged };
}

/** Pairs files with rows of the same content, one to one; returns the files without a partner. */
function matchByContent(
  files: readonly FoundFile[],
  rows: readonly Video[],
  moved: { video: Video; file: FoundFile }[],
): FoundFile[] {
  const rowsByHash = new Map<string, Video[]>();
  for (const row of rows) {
    if (row.contentHash === null || row.sizeBytes === 0) continue;
    const list = rowsByHash.get(row.contentHash);
    if (list === undefined) rowsByHash.set(row.contentHash, [row]);
    else list.push(row);
  }
  const left: FoundFile[] = [];
  // Of several copies, those that kept their name choose first.
  const sameName: FoundFile[] = [];
  const renamed: FoundFile[] = [];
  for (const file of files) {
    const partners = rowsByHash.get(file.contentHash ?? '') ?? [];
    if (partners.some((row) => row.name === nameOf(file.path))) sameName.push(file);
    else renamed.push(file);
  }
  for (const file of [...sameName, ...renamed]) {
    const partners = rowsByHash.get(file.contentHash ?? '') ?? [];
    const named = partners.findIndex((row) => row.name === nameOf(file.path));
    const [video] = partners.splice(Math.max(named, 0), 1);
    if (video === undefined) left.push(file);
    else moved.push({ video, file });
  }
  return left;
}

/** Empty files are all alike: they say nothing about who is who. */
function hasContentOf(row: Video, file: FoundFile): boolean {
  return file.contentHash !== null && file.contentHash === row.contentHash;
}

function isBelow(path: string, folders: readonly string[]): boolean {
  return folders.some((folder) => folder === '' || path === folder || path.startsWith(`${folder}/`));
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

import { type Dirent, promises as fs } from 'node:fs';
import { libraryFileName } from '../../store/index.ts';
import { joinNames, liesWithin, pathBelow, type ReadableName, readName } from './file-names.ts';
import { libraryFolderNames } from './library-folders.ts';
import { isAmbiguous, kindByName, looksLikeMedia } from './media-extensions.ts';

/** A media file as the walk found it. */
export interface WalkedFile {
  /** Relative to the walked folder, `/` between folders. */
  readonly path: string;
  readonly pathBytes: Buffer | null;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
}

/** Something that could not be looked at. */
export interface WalkProblem {
  readonly path: string;
  readonly code: 'unreadable-folder' | 'unreadable-file';
  readonly reason: string;
}

export interface Walk {
  /** False when the folder itself is not there or cannot be read. */
  readonly reachable: boolean;
  /** True when there is nothing in the folder at all: what an unplugged drive leaves behind. */
  readonly empty: boolean;
  /** In order of path. */
  readonly files: WalkedFile[];
  readonly problems: WalkProblem[];
}

/** Folders that systems and devices keep for themselves. */
const systemFolders = new Set([
  '$recycle.bin',
  'system volume information',
  'lost+found',
  '@eadir',
  '#recycle',
]);

const outsideReason =
  'A link that leads out of this folder. Add the folder it leads to as a source of its own.';

/** How many files are asked for their size at once. */
const atOnce = 32;

/**
 * Looks for media files in a folder and all below. Hidden names (a leading dot) and the folders of libraries
 * are passed by. Links within the folder are followed, each real folder being entered once, so loops end; one that
 * leads out of it is reported, as nothing outside a source is ever read. Only regular files count: opening a pipe
 * would wait for ever. What cannot be read is reported and the walk goes on.
 */
export async function walkFolder(folder: string, signal?: AbortSignal): Promise<Walk> {
  const walker = new FolderWalker(folder, signal);
  return walker.run();
}

class FolderWalker {
  readonly #root: string;
  readonly #signal: AbortSignal | undefined;
  readonly #files: WalkedFile[] = [];
  readonly #problems: WalkProblem[] = [];
  /** Real paths, as latin1 so that any bytes fit. */
  readonly #entered = new Set<string>();
  /** The walked folder among them; known before any link is followed. */
  #realRoot = '';
  /** Links wait until all real folders are done, and those to files for those to folders: a file is then known by its real place. */
  readonly #links: ReadableName[] = [];
  readonly #fileLinks: ReadableName[] = [];
  /** Real paths of files that links lead to, as latin1. */
  readonly #linked = new Set<string>();
  #reachable = true;
  #empty = true;

  constructor(root: string, signal: AbortSignal | undefined) {
    this.#root = root;
    this.#signal = signal;
  }

  async run(): Promise<Walk> {
    await this.#walk({ text: '', bytes: null });
    for (let link = this.#links.shift(); link !== undefined; link = this.#links.shift())
      await this.#follow(link);
    for (const link of this.#fileLinks) if (!(await this.#isTaken(link))) await this.#take(link);
    this.#files.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
    return {
      reachable: this.#reachable,
      empty: this.#empty,
      files: this.#files,
      problems: this.#problems,
    };
  }

  /** Depth first, with a stack of its own: no nesting of folders is too deep. */
  async #walk(start: ReadableName): Promise<void> {
    const stack = [start];
    for (let folder = stack.pop(); folder !== undefined; folder = stack.pop()) {
      this.#signal?.throwIfAborted();
      const entries = await this.#entries(folder);
      if (entries === null) continue;
      const isRoot = folder.text === '';
      if (isRoot) this.#empty = entries.length === 0;
      const holdsLibrary = entries.some((entry) => entry.name.toString() === libraryFileName);
      if (holdsLibrary && !isRoot) continue;
      const files: ReadableName[] = [];
      for (const entry of entries) {
        const name = readName(entry.name);
        if (isPassedBy(name.text) || (holdsLibrary && isLibraryFolder(name.text))) continue;
        const path = joinNames(folder, name);
        if (entry.isDirectory()) stack.push(path);
        else if (entry.isSymbolicLink()) this.#links.push(path);
        else if (entry.isFile() && kindByName(name.text) !== null) files.push(path);
      }
      for (let start = 0; start < files.length; start += atOnce)
        await Promise.all(files.slice(start, start + atOnce).map((file) => this.#take(file)));
    }
  }

  async #entries(folder: ReadableName): Promise<Dirent<Buffer>[] | null> {
    const path = pathBelow(this.#root, folder);
    try {
      const real = await fs.realpath(path, { encoding: 'latin1' });
      if (folder.text === '') this.#realRoot = real;
      if (this.#entered.has(real)) return null;
      this.#entered.add(real);
      return await fs.readdir(path, { withFileTypes: true, encoding: 'buffer' });
    } catch (error) {
      if (folder.text === '') this.#reachable = false;
      this.#problem('unreadable-folder', folder.text, error);
      return null;
    }
  }

  async #take(file: ReadableName): Promise<void> {
    const path = pathBelow(this.#root, file);
    try {
      const stat = await fs.stat(path);
      if (!stat.isFile()) return;
      if (isAmbiguous(file.text) && !(await beginsLikeMedia(path))) return;
      this.#files.push({
        path: file.text,
        pathBytes: file.bytes,
        sizeBytes: stat.size,
        modifiedMs: stat.mtimeMs,
      });
    } catch (error) {
      this.#problem('unreadable-file', file.text, error);
    }
  }

  async #follow(link: ReadableName): Promise<void> {
    const path = pathBelow(this.#root, link);
    const isMedia = kindByName(link.text) !== null;
    try {
      const stat = await fs.stat(path);
      if (!stat.isDirectory() && !isMedia) return;
      if (await this.#leadsOut(path)) {
        const code = stat.isDirectory() ? 'unreadable-folder' : 'unreadable-file';
        this.#problems.push({ path: link.text, code, reason: outsideReason });
      } else if (stat.isDirectory()) await this.#walk(link);
      else if (stat.isFile() && isMedia) this.#fileLinks.push(link);
    } catch (error) {
      if (isMedia) this.#problem('unreadable-file', link.text, error);
    }
  }

  async #leadsOut(path: string | Buffer): Promise<boolean> {
    const real = await fs.realpath(path, { encoding: 'latin1' });
    return real !== this.#realRoot && !liesWithin(real, this.#realRoot);
  }

  /** Whether the file that a link leads to is there already: in a folder that was walked, or by another link. */
  async #isTaken(link: ReadableName): Promise<boolean> {
    const path = pathBelow(this.#root, link);
    const real = await fs.realpath(path, { encoding: 'latin1' }).catch(() => '');
    const slash = Math.max(real.lastIndexOf('/'), real.lastIndexOf('\\'));
    const name = Buffer.from(real.slice(slash + 1), 'latin1').toString();
    if (this.#entered.has(real.slice(0, slash)) && !isPassedBy(name) && kindByName(name) !== null)
      return true;
    if (this.#linked.has(real)) return true;
    this.#linked.add(real);
    return false;
  }

  #problem(code: WalkProblem['code'], path: string, error: unknown): void {
    this.#problems.push({ path, code, reason: reasonOf(error) });
  }
}

function isPassedBy(name: string): boolean {
  return name.startsWith('.') || systemFolders.has(name.toLowerCase());
}

function isLibraryFolder(name: string): boolean {
  return (libraryFolderNames as readonly string[]).includes(name);
}

async function beginsLikeMedia(path: string | Buffer): Promise<boolean> {
  const handle = await fs.open(path, 'r');
  try {
    const head = Buffer.alloc(200);
    const { bytesRead } = await handle.read(head, 0, head.length, 0);
    return looksLikeMedia(head.subarray(0, bytesRead));
  } finally {
    await handle.close();
  }
}

/** Why the file system refused, in a sentence. */
export function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'EACCES' || code === 'EPERM') return 'No permission to read it.';
  if (code === 'ENOENT') return 'It is not there: the drive was unplugged, or a link leads nowhere.';
  if (code === 'ELOOP') return 'Its links lead in a circle.';
  if (code === 'EIO') return 'The drive reports an error.';
  return error instanceof Error ? error.message : String(error);
}

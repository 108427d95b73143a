import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type FoundFile, openStore, type Store, type Video } from '../../../src-main/store/index.ts';

/** An empty folder that goes when the test ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'earsight-store-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A new library that is closed and removed when the test ends. */
export function temporaryLibrary(): Store {
  return openAgain(temporaryFolder());
}

/** The library of a folder, closed when the test ends; what a second process would hold. */
export function openAgain(folder: string): Store {
  const store = openStore(folder);
  onTestFinished(() => store.close());
  return store;
}

/** A file as a scan would find it. */
export function foundFile(path: string, change: Partial<FoundFile> = {}): FoundFile {
  return {
    path,
    sizeBytes: 1000,
    modifiedMs: 1_700_000_000_000.25,
    contentHash: `hash of ${path}`,
    ...change,
  };
}

/** Adds videos to one source, made when it is not there. */
export function addVideos(store: Store, ...paths: string[]): Video[] {
  const source = store.sources.add('/videos');
  return paths.map((path) => store.videos.add(source.id, foundFile(path)));
}

/** A vector that tells which moment it belongs to. */
export function vector(...values: number[]): Float32Array {
  return Float32Array.from({ length: 4 }, (_, index) => values[index] ?? 0);
}

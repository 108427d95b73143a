import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { EarsightError } from '../../contract/errors.ts';
import { cannotRead } from '../errors.ts';
import { hashText } from './random.ts';
import type { ComposeOptions } from './types.ts';

/** The recordings of one class from one sound source. */
export interface Recordings {
  source: string;
  files: readonly string[];
}

/** What clips can be made of: absolute paths by class, in a fixed order. */
export interface Material {
  classes: readonly string[];
  pictures: ReadonlyMap<string, readonly string[]>;
  recordings: ReadonlyMap<string, readonly Recordings[]>;
}

const pictureFile = /\.(jpe?g|png|webp|bmp|gif|tiff?)$/i;
const soundFile = /\.(wav|flac|ogg|opus|mp3|m4a|aac|aiff?)$/i;

type Selection = Pick<
  ComposeOptions,
  'images' | 'sounds' | 'sources' | 'classes' | 'split' | 'heldOutImages'
>;

/**
 * Lists what the folders offer, reduced to the classes that have both pictures and sounds, to the chosen
 * sources and to one split of the pictures. Throws `invalid-input` or `not-found` naming what is missing.
 */
export async function findMaterial(selection: Selection): Promise<Material> {
  const pictures = new Map<string, readonly string[]>();
  for (const className of await folders(selection.images, 'images')) {
    const files = await filesIn(path.join(selection.images, className), pictureFile);
    const kept = splitPictures(files, className, selection);
    if (kept.length > 0) pictures.set(className, kept);
  }
  const recordings = await findRecordings(selection);
  const both = [...pictures.keys()].filter((name) => recordings.has(name));
  for (const wanted of selection.classes) {
    if (!both.includes(wanted)) {
      throw new EarsightError('invalid-input', `No pictures or no sounds of the class “${wanted}”.`, {
        field: 'classes',
        allowed: both.join(', '),
      });
    }
  }
  const classes =
    selection.classes.length > 0 ? both.filter((name) => selection.classes.includes(name)) : both;
  if (classes.length === 0) {
    throw new EarsightError('invalid-input', 'No class has both pictures and sounds.', {
      field: 'images',
      allowed: 'IMAGES/CLASS/* and SOUNDS/SOURCE/CLASS/* with the same names of classes',
    });
  }
  return { classes, pictures, recordings };
}

async function findRecordings(selection: Selection): Promise<Map<string, Recordings[]>> {
  const available = await folders(selection.sounds, 'sounds');
  const unknown = selection.sources.find((source) => !available.includes(source));
  if (unknown !== undefined) {
    throw new EarsightError('invalid-input', `No sound source “${unknown}”.`, {
      field: 'sources',
      allowed: available.join(', '),
    });
  }
  const recordings = new Map<string, Recordings[]>();
  const used = available.filter((name) => selection.sources.length === 0 || selection.sources.includes(name));
  for (const source of used) {
    for (const className of await folders(path.join(selection.sounds, source), 'sounds')) {
      const files = await filesIn(path.join(selection.sounds, source, className), soundFile);
      if (files.length === 0) continue;
      recordings.set(className, [...(recordings.get(className) ?? []), { source, files }]);
    }
  }
  return recordings;
}

/**
 * The pictures of one split. Which split a picture falls in depends on its class and file name alone, never on
 * a seed, so that a training set and a test set made by two commands cannot share a picture.
 */
function splitPictures(files: string[], className: string, selection: Selection): string[] {
  if (selection.split === 'all') return files;
  const ranked = [...files].sort((a, b) => pictureRank(className, a) - pictureRank(className, b));
  const heldOut = new Set(ranked.slice(0, Math.round(files.length * selection.heldOutImages)));
  return files.filter((file) => heldOut.has(file) === (selection.split === 'test'));
}

function pictureRank(className: string, file: string): number {
  return hashText(`${className}/${path.basename(file)}`);
}

async function folders(folder: string, field: 'images' | 'sounds'): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
      .map((entry) => entry.name)
      .sort(byCodeUnits);
  } catch (cause) {
    const allowed =
      field === 'images' ? 'a folder with a folder for each class' : 'a folder of sound sources';
    throw cannotRead('the folder', folder, cause, { field, allowed });
  }
}

async function filesIn(folder: string, pattern: RegExp): Promise<string[]> {
  const names = await readdir(folder);
  return names
    .filter((name) => pattern.test(name))
    .sort(byCodeUnits)
    .map((name) => path.join(folder, name));
}

/** Not by locale: the order decides what a seed draws, on every machine alike. */
function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

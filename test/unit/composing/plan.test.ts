import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import ontology from '../../../resources/audioset-ontology.json' with { type: 'json' };
import { instrumentFacts } from '../../../src-main/services/composing/class-names.ts';
import { drawClip } from '../../../src-main/services/composing/clip-plan.ts';
import { findMaterial, type Material } from '../../../src-main/services/composing/material.ts';
import { RandomStream } from '../../../src-main/services/composing/random.ts';
import type { ComposeOptions } from '../../../src-main/services/composing/types.ts';

const classNames = ['banjo', 'drums', 'flute'];
let folder = '';
let base: ComposeOptions;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'earsight-plan-'));
  for (const name of classNames) {
    await mkdir(path.join(folder, 'images', name), { recursive: true });
    for (let file = 0; file < 20; file++) {
      await writeFile(path.join(folder, 'images', name, `${file}.jpg`), '');
    }
    for (const source of ['one', 'two']) {
      if (source === 'two' && name === 'banjo') continue;
      await mkdir(path.join(folder, 'sounds', source, name), { recursive: true });
      for (let file = 0; file < 5; file++) {
        await writeFile(path.join(folder, 'sounds', source, name, `${file}.flac`), '');
      }
    }
  }
  base = {
    images: path.join(folder, 'images'),
    sounds: path.join(folder, 'sounds'),
    out: path.join(folder, 'out'),
    clips: 1,
    seed: 1,
    seconds: 10,
    width: 256,
    height: 256,
    framesPerSecond: 25,
    instruments: 'mix',
    switchShare: 0,
    silenceShare: 0,
    absentShare: 0,
    split: 'all',
    heldOutImages: 0.25,
    sources: [],
    classes: [],
    look: 'varied',
    jobs: 1,
  };
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const draw = (index: number, change: Partial<ComposeOptions>, material: Material) =>
  drawClip(index, { ...base, ...change }, material, new RandomStream(1, `clip ${index}`));

describe('the material', () => {
  it('splits pictures the same way for every seed, with nothing in both halves', async () => {
    const train = await findMaterial({ ...base, split: 'train' });
    const test = await findMaterial({ ...base, split: 'test' });
    for (const name of classNames) {
      const [trained, tested] = [train.pictures.get(name), test.pictures.get(name)];
      expect(trained).toHaveLength(15);
      expect(tested).toHaveLength(5);
      expect(trained?.filter((file) => tested?.includes(file))).toEqual([]);
    }
  });

  it('keeps to the chosen sound sources, and to the classes they have', async () => {
    const material = await findMaterial({ ...base, sources: ['two'] });
    expect(material.classes).toEqual(['drums', 'flute']);
    for (const offers of material.recordings.values()) {
      expect(offers.map(({ source }) => source)).toEqual(['two']);
    }
  });

  it('names what is allowed when a source, a class or a folder is not there', async () => {
    await expect(findMaterial({ ...base, sources: ['three'] })).rejects.toMatchObject({
      code: 'invalid-input',
      field: 'sources',
      allowed: 'one, two',
    });
    await expect(findMaterial({ ...base, classes: ['gong'] })).rejects.toMatchObject({ field: 'classes' });
    await expect(findMaterial({ ...base, images: '/no/such/folder' })).rejects.toMatchObject({
      code: 'not-found',
    });
  });
});

describe('the plan of a clip', () => {
  it('covers the whole clip with segments and different classes for two pictures', async () => {
    const material = await findMaterial(base);
    for (let index = 0; index < 40; index++) {
      const shares = { switchShare: 0.5, silenceShare: 0.5, absentShare: 0.5 };
      const clip = draw(index, shares, material);
      expect(clip.segments[0]?.from).toBe(0);
      expect(clip.segments.at(-1)?.to).toBe(10);
      for (let k = 1; k < clip.segments.length; k++) {
        expect(clip.segments[k]?.from).toBe(clip.segments[k - 1]?.to);
      }
      expect(new Set(clip.objects.map(({ className }) => className)).size).toBe(clip.objects.length);
      for (const segment of clip.segments) {
        const seen = clip.objects.some(({ className }) => className === segment.className);
        expect(seen).toBe(segment.kind === 'object');
        expect(segment.source === null).toBe(segment.kind === 'silence');
      }
    }
  });

  it('holds silence, unseen sounds and switches in about the shares asked for', async () => {
    const material = await findMaterial(base);
    const shares = { instruments: '2', switchShare: 0.2, silenceShare: 0.4, absentShare: 0.1 } as const;
    const clips = Array.from({ length: 500 }, (_, index) => draw(index, shares, material));
    const share = (holds: (clip: (typeof clips)[number]) => boolean): number =>
      clips.filter(holds).length / clips.length;
    expect(share((clip) => clip.segments.some(({ kind }) => kind === 'silence'))).toBeCloseTo(0.4, 1);
    expect(share((clip) => clip.segments.some(({ kind }) => kind === 'absent'))).toBeCloseTo(0.1, 1);
    expect(share((clip) => clip.segments.filter(({ kind }) => kind === 'object').length === 2)).toBeCloseTo(
      0.2,
      1,
    );
  });
});

describe('the names of classes', () => {
  it('are names of the AudioSet ontology for all instruments known to the composer', () => {
    const names = new Set(ontology.classes.map(({ name }) => name));
    const folders = [
      'accordion',
      'banjo',
      'clarinet',
      'drums',
      'dulcimer',
      'flute',
      'guitar',
      'harmonica',
      'harp',
    ];
    folders.push(
      'piano',
      'saxophone',
      'sitar',
      'steel_drum',
      'trombone',
      'trumpet',
      'tuba',
      'violin',
      'xylophone',
    );
    for (const name of folders) expect(names).toContain(instrumentFacts(name).audioSetName);
    expect(instrumentFacts('french_horn').audioSetName).toBe('French horn');
  });
});

import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import ontologyFile from '../../../resources/audioset-ontology.json' with { type: 'json' };
import { readLabels, readOntology } from '../../../src-main/evaluation/index.ts';
import { findTools, playableInBrowser, probe } from '../../../src-main/media/index.ts';
import type { ClipLabels } from '../../../src-main/services/composing/index.ts';

const folder = path.join(import.meta.dirname, '../../../resources/demo');
const videos = readdirSync(folder).filter((name) => name.endsWith('.mp4'));
const text = readFileSync(path.join(folder, 'labels.json'), 'utf8');

describe('the demo clips', () => {
  it('are 24, and small enough to travel with the app', () => {
    expect(videos).toHaveLength(24);
    const bytes = videos.reduce((sum, name) => sum + statSync(path.join(folder, name)).size, 0);
    expect(bytes).toBeLessThan(8 * 2 ** 20);
  });

  it('are labelled one and all, with classes of the ontology and the place of what sounds every half second', () => {
    const ontology = readOntology(ontologyFile);
    const entries = readLabels(text);
    expect(entries.map(({ video }) => video).sort()).toEqual([...videos].sort());
    for (const { labels, boxes, segments } of entries) {
      for (const label of labels) expect(ontology.find(label)?.name).toBe(label);
      expect(boxes.map(({ at }) => at)).toEqual(Array.from({ length: 19 }, (_, k) => (k + 1) / 2));
      expect(segments.every(({ kind }) => kind === 'object')).toBe(true);
      for (const { at, label } of boxes) {
        const now = segments.find(({ from, to }) => at !== null && at >= from && at < to);
        expect(now?.label).toBe(label);
      }
    }
  });

  it('hold one picture or two, and in some another one takes over', () => {
    const clips = JSON.parse(text) as ClipLabels[];
    expect(clips.filter(({ objects }) => objects.length === 2).length).toBeGreaterThanOrEqual(8);
    expect(clips.filter(({ segments }) => segments.length === 2).length).toBeGreaterThanOrEqual(3);
  });

  it('play in every window: ten seconds of H.264 and AAC', async () => {
    const tools = await findTools();
    for (const name of videos) {
      const found = await probe(tools, path.join(folder, name));
      expect(playableInBrowser(found)).toBe(true);
      expect(found.durationSeconds).toBeCloseTo(10, 0);
      expect(found.sounds).toHaveLength(1);
    }
  });
});

import { describe, expect, it } from 'vitest';
import ontologyFile from '../../../resources/audioset-ontology.json' with { type: 'json' };
import { EvaluationError, matchVideo, readLabels, readOntology } from '../../../src-main/evaluation/index.ts';

describe('the ontology', () => {
  const ontology = readOntology(ontologyFile);

  it('measures 0 to the same class, 1 to the parent, 2 to a sibling', () => {
    expect(ontology.distance('Banjo', 'Banjo')).toBe(0);
    expect(ontology.distance('Banjo', 'Plucked string instrument')).toBe(1);
    expect(ontology.distance('Banjo', 'Sitar')).toBe(2);
    // Acoustic guitar – Guitar – Plucked – Musical instrument – Brass – Trumpet.
    expect(ontology.distance('Acoustic guitar', 'Trumpet')).toBe(5);
  });

  it('goes over the root between its top classes', () => {
    expect(ontology.distance('Music', 'Animal')).toBe(2);
    expect(ontology.distance('Banjo', 'Animal')).toBe(5);
  });

  it('takes the shortest way of a class with two parents, but never down through a child', () => {
    // Cowbell hangs under Percussion and under Bell, both children of Musical instrument.
    expect(ontology.distance('Cowbell', 'Tambourine')).toBe(2);
    expect(ontology.distance('Cowbell', 'Church bell')).toBe(2);
    expect(ontology.distance('Percussion', 'Church bell')).toBe(3);
  });

  it('rates two videos by their nearest classes', () => {
    expect(ontology.relevance(['Banjo', 'Speech'], ['Sitar', 'Banjo'])).toBe(20);
    expect(ontology.relevance(['Banjo'], ['Trumpet'])).toBe(16);
    expect(ontology.relevance([], ['Trumpet'])).toBe(0);
  });

  it('knows ids, and names in any case; refuses others by name', () => {
    expect(ontology.find('/m/018j2')?.name).toBe('Banjo');
    expect(ontology.find(' violin, FIDDLE ')?.name).toBe('Violin, fiddle');
    expect(ontology.find('Vuvuzela')).toBeNull();
    expect(() => ontology.distance('Vuvuzela', 'Banjo')).toThrow(/Vuvuzela/);
    expect(() => readOntology({})).toThrow(EvaluationError);
  });
});

describe('labels files', () => {
  it('are read in Earsight’s own format', () => {
    const entries = readLabels(
      '[{"video":"a/b.mp4","labels":["Banjo"],"boxes":[{"at":1.5,"label":"Banjo","xyxy":[0,0.1,0.5,1]}],' +
        '"segments":[{"from":0,"to":4,"kind":"silence","label":null}],"objects":[{"label":"Banjo","more":1}]},{"video":"c.mp4"}]',
    );
    expect(entries[0]).toEqual({
      video: 'a/b.mp4',
      named: 'path',
      labels: ['Banjo'],
      boxes: [{ at: 1.5, label: 'Banjo', xyxy: [0, 0.1, 0.5, 1] }],
      segments: [{ from: 0, to: 4, kind: 'silence', label: null }],
      objects: [{ label: 'Banjo' }],
    });
    expect(entries[1]?.boxes).toEqual([]);
  });

  it('are read as AudioSet segment lists', () => {
    const text =
      '# Segments csv created Sun Mar  5 10:54:31 2017\n# num_ytids=2\n' +
      '# YTID, start_seconds, end_seconds, positive_labels\n' +
      '--PJHxphWEs, 30.000, 40.000, "/m/09x0r,/t/dd00088"\n-0RWZT-miFs, 420.000, 430.000, "/m/03v3yw"\n';
    expect(readLabels(text)).toEqual([
      {
        video: '--PJHxphWEs',
        named: 'id',
        labels: ['/m/09x0r', '/t/dd00088'],
        boxes: [],
        segments: [],
        objects: [],
      },
      { video: '-0RWZT-miFs', named: 'id', labels: ['/m/03v3yw'], boxes: [], segments: [], objects: [] },
    ]);
  });

  it('are read as VGG-SS boxes of the middle frame', () => {
    const text = '[{"file":"vZ3lIUOcJqU_000031","class":"singing bowl","bbox":[[0.1,0.2,0.8,1.002]]}]';
    expect(readLabels(text)).toEqual([
      {
        video: 'vZ3lIUOcJqU_000031',
        named: 'id',
        labels: ['singing bowl'],
        boxes: [{ at: null, label: 'singing bowl', xyxy: [0.1, 0.2, 0.8, 1] }],
        segments: [],
        objects: [],
      },
    ]);
  });

  it('are refused with the place of the fault', () => {
    expect(() => readLabels('[{"video":"a","boxes":[{"at":1,"xyxy":[0.9,0,0.1,1]}]}]')).toThrow(
      /0\.boxes\.0/,
    );
    expect(() => readLabels('[{"video":')).toThrow(EvaluationError);
    expect(() => readLabels('a,b\n')).toThrow(/Row 1/);
    expect(() => readLabels('{"video":"a"}')).toThrow(EvaluationError);
  });
});

describe('matching labels with videos', () => {
  const entry = (video: string, named: 'path' | 'id') => ({
    video,
    named,
    labels: [],
    boxes: [],
    segments: [],
    objects: [],
  });
  const paths = [
    'one/00001.mp4',
    'two/00001.mp4',
    'two/clip.mp4',
    '--PJHxphWEs_30.000.mp4',
    'vZ_000031.webm',
  ];

  it('finds paths exactly, or by an ending that only one has', () => {
    expect(matchVideo(entry('one/00001.mp4', 'path'), paths)).toBe('one/00001.mp4');
    expect(matchVideo(entry('.\\two\\clip.mp4', 'path'), paths)).toBe('two/clip.mp4');
    expect(matchVideo(entry('clip.mp4', 'path'), paths)).toBe('two/clip.mp4');
    expect(matchVideo(entry('/abs/two/clip.mp4', 'path'), paths)).toBe('two/clip.mp4');
    expect(matchVideo(entry('00001.mp4', 'path'), paths)).toBeNull();
    expect(matchVideo(entry('ip.mp4', 'path'), paths)).toBeNull();
  });

  it('finds ids by the beginning of a name, up to a separator', () => {
    expect(matchVideo(entry('--PJHxphWEs', 'id'), paths)).toBe('--PJHxphWEs_30.000.mp4');
    expect(matchVideo(entry('vZ_000031', 'id'), paths)).toBe('vZ_000031.webm');
    expect(matchVideo(entry('vZ_0000', 'id'), paths)).toBeNull();
  });
});

import { describe, expect, it } from 'vitest';
import {
  formatNamed,
  type ImportedFile,
  recogniseFormat,
  type VideoReference,
} from '../../../src-main/services/interchange/index.ts';
import { band, eleven, library, sample, textFile } from '../../fixtures/interchange/band.ts';

function read(name: string, video: VideoReference | null = null): ImportedFile {
  const file = sample(name);
  return recogniseFormat(file).read?.(file, library(video)) as ImportedFile;
}

const textOf = (name: string): string => new TextDecoder().decode(sample(name).bytes);

/** What matters of each annotation in one line: label, span, band, boxes, note, track. */
function lines(imported: ImportedFile): string[] {
  return imported.annotations.map(({ video, label, span, boxes, lowHz, highHz, note, track }) =>
    [
      video.replace(/^.*\//, ''),
      label,
      span && `${span.fromSeconds}-${span.toSeconds}`,
      (lowHz ?? highHz) == null ? null : `${lowHz ?? '?'}..${highHz ?? '?'} Hz`,
      ...boxes.map(
        (box) =>
          `@${box.atSeconds} [${[box.x0, box.y0, box.x1, box.y1].map((n) => +n.toFixed(4)).join(' ')}]`,
      ),
      note && `“${note}”`,
      track && `on ${track}`,
    ]
      .filter((part) => part !== null && part !== '')
      .join(' '),
  );
}

const warnings = (imported: ImportedFile): string[] =>
  imported.warnings.map(({ what, count }) => `${count} ${what}`);

describe('hand-written samples of each format', () => {
  it('Audacity: points, spans, frequency lines with one bound unset', () => {
    expect(lines(read('audacity.txt', band))).toEqual([
      'band.mp4 click 2.15-2.15',
      'band.mp4 violin solo 3.4-6.1 196..3520.5 Hz',
      'band.mp4 applause 7-8 ?..9000 Hz',
      'band.mp4 10-11.5',
    ]);
  });

  it('Raven: one annotation for both views, times by file offset, several files', () => {
    expect(lines(read('raven.selections.txt'))).toEqual([
      'band.mp4 Eurasian wren 1.25-2 2100.5..7800 Hz “trill”',
      'band.mp4 Robin 3.5-4.125 1800..4000 Hz',
      'eleven.wav Robin 5-5.5 1000..2000 Hz',
    ]);
  });

  it('WebVTT: tags and references resolved, notes and styles passed over, long texts as notes', () => {
    expect(lines(read('subtitles.vtt', band))).toEqual([
      'band.mp4 guitar & amp 1-2.5 “slightly out of tune” on Band',
      'band.mp4 <snare> 3.25-4',
      'band.mp4 3600-3601 “A sentence that somebody said, which is clearly much too long to be the name of a class.”',
    ]);
  });

  it('SubRip: byte order mark, Windows line ends, formatting tags', () => {
    expect(lines(read('subtitles.srt', band))).toEqual([
      'band.mp4 guitar 1-2.5 “out of tune”',
      'band.mp4 drums 3.25-4',
    ]);
  });

  it('LosslessCut since 3.66: tags go into the note and are counted', () => {
    const imported = read('losslesscut.csv', band);
    expect(lines(imported).at(-1)).toBe('band.mp4 Tagged 5-6 “camera:left\ntake:2, slow”');
    expect(warnings(imported)).toEqual(['2 tags, kept in the note']);
  });

  it.each(['losslesscut.csv', 'losslesscut.tsv'])('%s: an open start is 0, an open end a marker', (name) => {
    expect(lines(read(name, band)).slice(0, 3)).toEqual([
      'band.mp4 First segment 0-1.5',
      name.endsWith('csv') ? 'band.mp4 Quoted, with a comma 2-3.25' : 'band.mp4 Quoted "word" 2-3.25',
      'band.mp4 Marker 4.5-4.5',
    ]);
  });

  it('AudioSet: ids by name, segments kept as files of their own, missing videos counted', () => {
    const imported = read('audioset.csv');
    expect(lines(imported)).toEqual([
      'band.mp4 Guitar 2-12',
      'band.mp4 Music 2-12',
      'QHb1n9Cp3Zk_000030.mp4 Guitar 0-10',
    ]);
    expect(imported.annotations[0]?.audioSetId).toBe('/m/0342h');
    expect(warnings(imported)).toEqual([
      '1 annotations of notInHere__: not in the library, or more than one video fits',
    ]);
  });

  it('VGG-SS: boxes on the middle frame, cut at the edge of the picture', () => {
    expect(lines(read('vggss.json'))).toEqual([
      'QHb1n9Cp3Zk_000030.mp4 playing acoustic guitar @5 [0.25 0.1 0.75 0.9]',
      'QHb1n9Cp3Zk_000030.mp4 playing acoustic guitar @5 [0.8 0.2 1 0.6]',
    ]);
  });

  it('VIA 3: spans, regions in pixels, other shapes as rectangles, labels of whole files', () => {
    const imported = read('via.json');
    expect(lines(imported)).toEqual([
      'band.mp4 Playing 1.25-4.5 “Loudness: ff”',
      'band.mp4 guitar @2 [0.1 0.1 0.3 0.3]',
      'band.mp4 drum @2 [0.4 0.3222 0.6 0.6778]',
      'band.mp4 Folk',
      'band.mp4 Jazz',
    ]);
    expect(warnings(imported)).toEqual([
      '1 further attributes, kept in the note',
      '1 shapes other than rectangles, as the rectangles around them',
      '1 points in the picture',
      '1 annotations of elsewhere.mp4: not in the library, or more than one video fits',
    ]);
    expect(imported.labels.map(({ name }) => name)).toContain('Tuning');
  });

  it('COCO: frames found by the names of images, boxes in pixels of the image', () => {
    const imported = read('coco.json');
    expect(lines(imported)).toEqual([
      'band.mp4 guitar @2 [0.1 0.1 0.3 0.3]',
      'band.mp4 drum @3 [0.5 0.5 0.6 0.6]',
    ]);
    expect(warnings(imported)).toEqual([
      '1 crowd marks, read as boxes of one object',
      '1 images that are not frames of a video of the library',
    ]);
  });

  it('KWCOCO: the boxes of a track in order of time, frames or seconds', () => {
    expect(lines(read('tracks.kwcoco.json'))).toEqual([
      'band.mp4 guitar @1 [0.1 0.1 0.3 0.3] @2 [0.1094 0.1 0.3094 0.3] “tuned down” on left guitar',
    ]);
  });

  it('KWCOCO: a track that goes on in another video is another object there, with all its boxes', () => {
    const file = JSON.parse(textOf('tracks.kwcoco.json'));
    file.videos.push({ id: 6, name: 'vgg/QHb1n9Cp3Zk_000030.mp4' });
    for (const [id, frame] of [
      [3, 25],
      [4, 75],
    ] as const) {
      file.images.push({ id, file_name: `g/${id}.png`, video_id: 6, frame_index: frame });
      file.annotations.push({ image_id: id, category_id: 1, bbox: [64, 36, 128, 72], track_id: 3 });
    }
    const read = formatNamed('kwcoco', 'read').read?.(textFile('x.json', JSON.stringify(file)), library());
    expect(lines(read as ImportedFile)).toEqual([
      'band.mp4 guitar @1 [0.1 0.1 0.3 0.3] @2 [0.1094 0.1 0.3094 0.3] “tuned down” on left guitar',
      'QHb1n9Cp3Zk_000030.mp4 guitar @1 [0.1 0.1 0.3 0.3] @3 [0.1 0.1 0.3 0.3] on left guitar',
    ]);
  });

  it('CVAT: keyframes only, a track parted where it is outside, one-frame shapes as single boxes', () => {
    const imported = read('cvat.xml');
    expect(lines(imported)).toEqual([
      'band.mp4 guitar 1-3 @1 [0.1 0.1 0.3 0.3] @2 [0.1102 0.1 0.3102 0.3] “quality: bad”',
      'band.mp4 guitar @4 [0 0 0.1 0.1] “quality: bad”',
      'band.mp4 drum & cymbal 8-10 @8 [0.5 0.5 1 1]',
    ]);
    expect(imported.labels[0]).toEqual({ name: 'guitar', colour: '#fa3253', audioSetId: null });
  });

  it('Label Studio: frames from 1, stretches, rotation, sound in seconds, predictions as proposals', () => {
    const imported = read('label-studio.json');
    expect(lines(imported)).toEqual([
      'band.mp4 Playing 1-2 “loud”',
      'band.mp4 guitar 1-2.04 @1 [0.1 0.1 0.3 0.3] @2 [0.15 0.1 0.35 0.3]',
      'band.mp4 guitar 4-10 @4 [0.41 0.5 0.5 0.66]',
      'band.mp4 Tuning 0-1',
      'eleven.wav wren 1.25-2.5',
      'eleven.wav duet 1.25-2.5',
    ]);
    expect(imported.annotations[3]).toMatchObject({ status: 'proposed', author: 'yolo', confidence: 0.9 });
    expect(imported.annotations[0]).toMatchObject({ status: 'accepted', author: 'ann@example.org' });
  });

  it('ELAN: times count from the origin of the medium that was found', () => {
    const found = 'RELATIVE_MEDIA_URL="./band.mp4"';
    const other = '<MEDIA_DESCRIPTOR MEDIA_URL="camera-2.mp4" MIME_TYPE="video/mp4" TIME_ORIGIN="9000"/>';
    const text = textOf('elan.eaf')
      .replace(found, `${found} TIME_ORIGIN="2000"`)
      .replace('<MEDIA_DESCRIPTOR', `${other}<MEDIA_DESCRIPTOR`);
    const spans = (video: VideoReference | null) =>
      formatNamed('elan', 'read')
        .read?.(textFile('x.eaf', text), library(video))
        .annotations.map(({ span }) => [span?.fromSeconds, span?.toSeconds]);
    expect(spans(null)).toEqual([
      [3, 3.75],
      [3.75, 4.5],
      [4.5, 6],
    ]);
    expect(spans(band)).toEqual(spans(null));
    // A video that no descriptor names stands for the first, ELAN's master.
    expect(spans(eleven)?.[0]).toEqual([10, 10.75]);
  });

  it('ELAN: slots without a time lie evenly between, dependent tiers go into notes, speech is labelled by its tier', () => {
    expect(lines(read('elan.eaf'))).toEqual([
      'band.mp4 guitar & voice 1-1.75 on sounds',
      'band.mp4 drums 1.75-2.5 “sounds-de: Schlagzeug” on sounds',
      'band.mp4 speech 2.5-4 “and now, ladies and gentlemen, a song that none of you will know” on speech',
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { videoNames } from '../../../src-main/services/libraries/video-names.ts';
import { addVideos, foundFile, temporaryLibrary } from '../store/temporary-library.ts';

describe('the names of videos in exported files', () => {
  it('are the paths relative to the sources', () => {
    const store = temporaryLibrary();
    const [top, inner] = addVideos(store, 'clip.mp4', 'deep/clip.mp4');
    const names = videoNames(store);
    expect([top!, inner!].map(({ id }) => names.nameOf(id))).toEqual(['clip.mp4', 'deep/clip.mp4']);
    expect(names.nameOf(999)).toBeNull();
  });

  it('have as many folders of the sources before them as tell all videos apart', () => {
    const store = temporaryLibrary();
    const add = (folder: string, path: string): number =>
      store.videos.add(store.sources.add(folder).id, foundFile(path)).id;
    const ids = [
      add('/ann/videos', 'x/clip.mp4'),
      add('/ben/videos', 'x/clip.mp4'),
      add('/ben/other', 'x/clip.mp4'),
      add('/ben/other', 'alone.mp4'),
      // Has the name that the third one would get.
      add('/cas', 'other/x/clip.mp4'),
    ];
    const names = videoNames(store);
    const said = ids.map((id) => names.nameOf(id));
    expect(said).toEqual([
      'ann/videos/x/clip.mp4',
      'ben/videos/x/clip.mp4',
      'ben/other/x/clip.mp4',
      'alone.mp4',
      'other/x/clip.mp4',
    ]);
    expect(said.map((name) => names.idOf(name!))).toEqual(ids);
    expect(names.idOf('clip.mp4')).toBeNull();
  });
});

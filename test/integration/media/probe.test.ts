import { describe, expect, it } from 'vitest';
import { centreCrop, playableInBrowser, probe } from '../../../src-main/media/index.ts';
import { tools } from '../../fixtures/clips.ts';
import { hardNames, hardPath, isMade, media, mediaFolder } from '../../fixtures/fixtures.ts';
import { probed } from './reading.ts';

const refusal = async (path: string): Promise<{ code: string; message: string }> => {
  try {
    await probe(await tools(), path);
  } catch (error) {
    return error as { code: string; message: string };
  }
  throw new Error(`${path} was taken`);
};

describe('probe', () => {
  it('tells length, size, rate, codecs and tracks', async () => {
    const found = (await probed(media.coded)).probe;
    expect(found.durationSeconds).toBeCloseTo(6, 1);
    expect(found.sizeBytes).toBeGreaterThan(1000);
    expect(found.picture).toMatchObject({
      codec: 'h264',
      codedWidth: 128,
      codedHeight: 64,
      displayWidth: 128,
      displayHeight: 64,
      rotationDegrees: 0,
      framesPerSecond: 25,
      variableFrameRate: false,
    });
    expect(found.sounds).toMatchObject([{ codec: 'aac', channels: 1, sampleRateHz: 44100 }]);
    expect(playableInBrowser(found)).toBe(true);
  });

  it('knows a variable frame rate', async () => {
    expect((await probed(media.variableRate)).probe.picture?.variableFrameRate).toBe(true);
  });

  it('applies rotation and pixel aspect to the size as shown, and to the crop', async () => {
    const rotated = (await probed(media.rotated)).probe.picture!;
    expect(rotated).toMatchObject({
      codedWidth: 96,
      codedHeight: 64,
      displayWidth: 64,
      displayHeight: 96,
      rotationDegrees: 90,
    });
    expect(centreCrop(rotated).y).toBeCloseTo(1 / 6, 9);
    const wide = (await probed(media.anamorphic)).probe.picture!;
    expect(wide).toMatchObject({ codedWidth: 64, displayWidth: 128, displayHeight: 64, pixelAspect: [2, 1] });
    expect(centreCrop(wide)).toEqual({ x: 0.25, y: 0, width: 0.5, height: 1 });
  });

  it('takes missing sound, missing picture and cover art for states', async () => {
    expect((await probed(media.noSound)).probe.sounds).toEqual([]);
    expect((await probed(media.noPicture)).probe).toMatchObject({ picture: null, coverArt: false });
    expect((await probed(media.coverArt)).probe).toMatchObject({ picture: null, coverArt: true });
  });

  it('tells where tracks begin, counted from the start of the file', async () => {
    expect((await probed(media.lateSound)).probe.sounds[0]!.startSeconds).toBeCloseTo(2, 1);
    expect((await probed(media.latePicture)).probe.picture!.startSeconds).toBeCloseTo(2, 1);
    // MPEG-TS begins its clock at 1.4 s.
    expect((await probed(media.transportStream)).probe.picture!.startSeconds).toBeLessThan(0.2);
  });

  it.each(['mpeg2', 'transportStream', 'vp9Opus', 'hevc'] as const)('reads %s', async (name) => {
    if (!isMade(media[name])) return;
    const found = (await probed(media[name])).probe;
    expect(found.picture).not.toBeNull();
    expect(found.sounds).toHaveLength(1);
    expect(playableInBrowser(found)).toBe(name === 'vp9Opus');
  });

  it('opens any file name', async () => {
    for (const name of hardNames) {
      expect((await probed(hardPath(name))).probe.durationSeconds, name).toBeCloseTo(6, 1);
    }
  });

  it('says why it refuses what is no media', async () => {
    for (const path of [media.text, media.noise]) {
      const { code, message } = await refusal(path);
      expect(['unreadable-file', 'unsupported-format']).toContain(code);
      expect(message).not.toContain(mediaFolder);
    }
    expect(await refusal(media.empty)).toMatchObject({
      code: 'unreadable-file',
      message: 'The file is empty.',
    });
    expect(await refusal(`${media.coded}.none`)).toMatchObject({ code: 'not-found' });
    expect(await refusal(mediaFolder)).toMatchObject({ code: 'unreadable-file' });
    expect(await refusal('a\0b')).toMatchObject({ code: 'invalid-input', field: 'path' });
  });

  it('refuses still pictures as videos', async () => {
    expect(await refusal(media.picturePng)).toMatchObject({ code: 'unsupported-format' });
  });

  it('refuses playlists and scripts under a false name, instead of opening what they list', async () => {
    for (const path of [media.playlist, media.concatScript]) {
      expect(['unreadable-file', 'unsupported-format']).toContain((await refusal(path)).code);
    }
  });

  it('stops when cancelled', async () => {
    const path = media.coded;
    await expect(probe(await tools(), path, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'cancelled',
    });
  });
});

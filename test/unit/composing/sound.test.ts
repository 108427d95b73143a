import { describe, expect, it } from 'vitest';
import {
  addRoom,
  drawAcoustics,
  makeNoise,
  rootMeanSquare,
  tiltSpectrum,
} from '../../../src-main/services/composing/acoustics.ts';
import { renderSound } from '../../../src-main/services/composing/clip-sound.ts';
import { addStroke, prepareNote, sampleRateHz } from '../../../src-main/services/composing/note.ts';
import { RandomStream } from '../../../src-main/services/composing/random.ts';
import type { ClipPlan } from '../../../src-main/services/composing/types.ts';

/** A decaying tone. */
function tone(hertz: number, seconds: number): Float32Array {
  return Float32Array.from(
    { length: Math.round(seconds * sampleRateHz) },
    (_, index) =>
      Math.sin((2 * Math.PI * hertz * index) / sampleRateHz) * Math.exp((-2 * index) / sampleRateHz),
  );
}

/** Zero crossings upwards a second: the frequency of a tone. */
function pitchOf(samples: Float32Array): number {
  let crossings = 0;
  for (let index = 1; index < samples.length; index++) {
    if ((samples[index - 1] as number) < 0 && (samples[index] as number) >= 0) crossings++;
  }
  return (crossings * sampleRateHz) / samples.length;
}

const plan = (segments: ClipPlan['segments']): ClipPlan => ({
  index: 0,
  file: '00000.mp4',
  objects: [{ className: 'flute', picture: 'flute/a.jpg' }],
  segments,
});
const sounding = { kind: 'object', object: 0, className: 'flute', source: 's' } as const;
const silent = { kind: 'silence', object: null, className: null, source: null } as const;

describe('a note', () => {
  it('loses the silence around it and comes to a known peak', () => {
    const recording = new Float32Array(sampleRateHz);
    recording.set(tone(440, 0.2), 12_000);
    const note = prepareNote(recording);
    expect(note?.length).toBeGreaterThan(8_000);
    expect(note?.length).toBeLessThan(10_000);
    expect(Math.max(...(note as Float32Array).map(Math.abs))).toBeCloseTo(0.5, 3);
  });

  it('is nothing when the recording is silent', () => {
    expect(prepareNote(new Float32Array(1000))).toBeNull();
    expect(prepareNote(new Float32Array(1000).fill(0.2))).toBeNull();
  });

  it('changes its pitch with its speed and stops where it is told to', () => {
    const note = prepareNote(tone(500, 1)) as Float32Array;
    const mix = new Float32Array(sampleRateHz);
    const stroke = { startSeconds: 0, holdSeconds: 0.3, releaseSeconds: 0.05, speed: 1.5, gain: 1 };
    addStroke(mix, note, stroke, 12_000);
    expect(pitchOf(mix.subarray(0, 12_000))).toBeCloseTo(750, -1);
    expect(rootMeanSquare(mix.subarray(12_000))).toBe(0);
  });
});

describe('the room and the microphone', () => {
  it('give a click an echo that dies away', () => {
    const mix = new Float32Array(2 * sampleRateHz);
    mix[0] = 1;
    addRoom(mix, { ...drawAcoustics(new RandomStream(1, 'a')), wet: 0.4, fadeSeconds: 0.5, size: 1 });
    const early = rootMeanSquare(mix.subarray(4_000, 14_000));
    const late = rootMeanSquare(mix.subarray(60_000, 70_000));
    expect(early).toBeGreaterThan(0);
    expect(late).toBeLessThan(early / 100);
  });

  it('tilt the spectrum: the treble by about the decibels asked for, the bass not at all', () => {
    const changeAt = (hertz: number): number => {
      const sound = tone(hertz, 0.5);
      const before = rootMeanSquare(sound);
      tiltSpectrum(sound, -6);
      return 20 * Math.log10(rootMeanSquare(sound) / before);
    };
    expect(changeAt(18_000)).toBeLessThan(-5);
    expect(changeAt(18_000)).toBeGreaterThan(-6.1);
    expect(Math.abs(changeAt(60))).toBeLessThan(0.2);
  });

  it('add noise of unit level in every colour', () => {
    for (const colour of ['white', 'pink', 'brown', 'hum'] as const) {
      expect(rootMeanSquare(makeNoise(colour, 20_000, new RandomStream(3, colour)))).toBeCloseTo(1, 3);
    }
  });
});

describe('the sound of a clip', () => {
  const notes = [prepareNote(tone(440, 1)) as Float32Array];

  it('is the same for the same seed, bit for bit, and never clips', () => {
    const render = (seed: number): Float32Array =>
      renderSound(plan([{ ...sounding, from: 0, to: 3 }]), [notes], 3, new RandomStream(seed, 'x'));
    expect(render(5)).toEqual(render(5));
    expect(render(5)).not.toEqual(render(6));
    for (let seed = 0; seed < 20; seed++) {
      const peak = render(seed).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      expect(peak).toBeLessThanOrEqual(0.951);
    }
  });

  it('sounds in every second of a sounding segment', () => {
    for (let seed = 0; seed < 20; seed++) {
      const segments = [{ ...sounding, from: 0, to: 6 }];
      const sound = renderSound(plan(segments), [notes], 6, new RandomStream(seed, 'x'));
      const whole = rootMeanSquare(sound);
      for (let second = 0; second < 6; second++) {
        const part = sound.subarray(second * sampleRateHz, (second + 1) * sampleRateHz);
        expect(rootMeanSquare(part)).toBeGreaterThan(whole / 10);
      }
    }
  });

  it('is much quieter in silence than beside it', () => {
    for (let seed = 0; seed < 10; seed++) {
      const segments = [
        { ...sounding, from: 0, to: 3 },
        { ...silent, from: 3, to: 6 },
      ];
      const sound = renderSound(plan(segments), [notes, []], 6, new RandomStream(seed, 'x'));
      const heard = rootMeanSquare(sound.subarray(0, 3 * sampleRateHz));
      const unheard = rootMeanSquare(sound.subarray(4.5 * sampleRateHz));
      expect(unheard).toBeLessThan(heard / 3);
    }
  });
});

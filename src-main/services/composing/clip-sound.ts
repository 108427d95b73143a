import { addRoom, drawAcoustics, makeNoise, rootMeanSquare, tiltSpectrum } from './acoustics.ts';
import { instrumentFacts } from './class-names.ts';
import { sampleRateHz } from './note.ts';
import { addPhrase } from './phrase.ts';
import type { RandomStream } from './random.ts';
import type { ClipPlan, Look } from './types.ts';

/** Amplitude to which peaks are limited: full scale less a little, for the coder's overshoot. */
const peakLimit = 0.95;
/** A note may ring this long into the segment after its own, but not into silence. */
const ringSeconds = 0.25;

/**
 * Renders the sound of a clip: a phrase for each segment in which an instrument sounds, in one room, through
 * one microphone, over one background noise. Mono float32 at 48 kHz, −1…1. `notes[k]` are the prepared notes
 * of segment k; empty where nothing sounds.
 */
export function renderSound(
  plan: ClipPlan,
  notes: readonly (readonly Float32Array[])[],
  seconds: number,
  random: RandomStream,
  look: Look = 'varied',
): Float32Array {
  const length = Math.round(seconds * sampleRateHz);
  const acoustics = drawAcoustics(random, look);
  const mix = new Float32Array(length);
  let loudest = 0;
  for (const [index, segment] of plan.segments.entries()) {
    const ownNotes = notes[index] ?? [];
    if (segment.className === null || ownNotes.length === 0) continue;
    const dry = new Float32Array(length);
    const next = plan.segments[index + 1];
    const ring = next && next.kind === 'silence' ? 0 : ringSeconds;
    const end = Math.min(length, Math.round((segment.to + ring) * sampleRateHz));
    addPhrase(dry, ownNotes, instrumentFacts(segment.className), segment, end, random);
    const heard = dry.subarray(Math.round(segment.from * sampleRateHz), end);
    const level = rootMeanSquare(heard);
    // Segments of one clip come out about equally loud whatever the recordings' own levels were.
    const gain = level > 0 ? 0.1 / level : 0;
    for (let at = 0; at < heard.length; at++) {
      const place = Math.round(segment.from * sampleRateHz) + at;
      (mix[place] as number) += (heard[at] as number) * gain;
    }
    loudest = Math.max(loudest, level * gain);
  }
  addRoom(mix, acoustics);
  tiltSpectrum(mix, acoustics.tiltDecibels);
  addNoise(mix, acoustics.noise, acoustics.noiseDecibels, random);
  return finish(mix, acoustics.levelDecibels, loudest > 0);
}

/** Lays noise under the mix, its level counted from the nominal level of an instrument (0.1). */
function addNoise(
  mix: Float32Array,
  colour: Parameters<typeof makeNoise>[0],
  decibels: number,
  random: RandomStream,
): void {
  if (decibels === -Infinity) return;
  const noise = makeNoise(colour, mix.length, random);
  const gain = 0.1 * 10 ** (decibels / 20);
  for (let index = 0; index < mix.length; index++) (mix[index] as number) += (noise[index] as number) * gain;
}

/** Brings the mix to its level, and down again where a peak would clip. A clip of mere noise stays quiet. */
function finish(mix: Float32Array, levelDecibels: number, sounding: boolean): Float32Array {
  const level = sounding ? rootMeanSquare(mix) : 0.1;
  let peak = 0;
  for (const value of mix) peak = Math.max(peak, Math.abs(value));
  const wanted = level > 0 ? 10 ** (levelDecibels / 20) / level : 0;
  const gain = peak > 0 ? Math.min(wanted, peakLimit / peak) : 0;
  for (let index = 0; index < mix.length; index++) (mix[index] as number) *= gain;
  return mix;
}

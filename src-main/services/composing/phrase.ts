import type { InstrumentFacts } from './class-names.ts';
import { addStroke } from './note.ts';
import type { RandomStream } from './random.ts';

/** The degrees of a major and a minor pentatonic scale: any of them sound well one after another. */
const scales = [
  [-7, -5, -3, 0, 2, 4, 5, 7],
  [-7, -5, -2, 0, 3, 5, 7],
] as const;

/** How a phrase is played; drawn once a segment. */
interface Manner {
  beatSeconds: number;
  /** Lengths in beats to draw from; short ones make runs. */
  lengths: readonly number[];
  restProbability: number;
  chordProbability: number;
  /** Share of its slot for which a note is held: below 1 detached, above 1 ringing into the next. */
  legato: number;
  releaseSeconds: number;
  /** Semitones by which the whole phrase lies off the recordings. */
  transpose: number;
  scale: readonly number[];
  dynamics: number;
}

/** The longest rest within a phrase: any second of it is meant to hold some sound. */
const longestRestSeconds = 0.45;

/**
 * Sequences recorded notes of one instrument into a phrase and adds it to the mix: rhythm, pitch by resampling,
 * chords where the instrument has them, detached to ringing notes, uneven dynamics. `notes` are prepared notes
 * of one class and one sound source; `from` and `to` in seconds.
 */
export function addPhrase(
  mix: Float32Array,
  notes: readonly Float32Array[],
  facts: InstrumentFacts,
  span: { from: number; to: number },
  endSample: number,
  random: RandomStream,
): void {
  const manner = drawManner(facts, random);
  let at = span.from + random.between(0, 0.12);
  while (at < span.to - 0.05) {
    const slot = random.pick(manner.lengths) * manner.beatSeconds;
    if (random.chance(manner.restProbability)) {
      at += Math.min(slot, longestRestSeconds);
      continue;
    }
    const voices = random.chance(manner.chordProbability) ? random.integer(2, 3) : 1;
    for (let voice = 0; voice < voices; voice++) {
      const semitones = manner.transpose + (facts.pitched ? random.pick(manner.scale) * 0.7 : 0);
      addStroke(
        mix,
        random.pick(notes),
        {
          startSeconds: at + voice * random.between(0, 0.02),
          holdSeconds: slot * manner.legato,
          releaseSeconds: manner.releaseSeconds,
          speed: 2 ** (semitones / 12),
          gain: (1 - manner.dynamics * random.unit()) / Math.sqrt(voices),
        },
        endSample,
      );
    }
    at += slot;
  }
}

function drawManner(facts: InstrumentFacts, random: RandomStream): Manner {
  return {
    beatSeconds: 60 / random.between(70, 170),
    lengths: random.pick([
      [1],
      [0.5, 1],
      [0.5, 0.5, 1, 2],
      [1, 1, 2],
      [0.25, 0.5, 0.5, 1],
      [0.75, 0.25, 1, 2],
    ]),
    restProbability: random.between(0, 0.15),
    chordProbability: facts.chords ? random.pick([0, 0.15, 0.5]) : facts.pitched ? 0 : 0.35,
    legato: random.between(0.7, facts.pitched ? 1.6 : 3),
    releaseSeconds: random.between(0.03, 0.3),
    transpose: facts.pitched ? random.between(-2.5, 2.5) : random.between(-1.5, 1.5),
    scale: random.pick(scales),
    dynamics: random.between(0.1, 0.65),
  };
}

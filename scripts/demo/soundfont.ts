import { readFile } from 'node:fs/promises';

/** One recording of a SoundFont: mono float32 −1…1. */
export interface SoundFontSample {
  name: string;
  sampleRateHz: number;
  samples: Float32Array;
}

/** Sustained sounds are held this long by repeating their loop, in seconds. */
const heldSeconds = 2.5;

/** Generators of the SoundFont 2.04 specification, §8.1.2. */
const generator = { instrument: 41, sampleId: 53, sampleModes: 54 } as const;
/** sampleType of shdr, §7.10: mono and left; the right channel of a pair is left out. */
const monoOrLeft = new Set([1, 4]);

/** A SoundFont 2 file, opened for its raw recordings. */
export interface SoundFont {
  /** The recordings that a General MIDI program plays; bank 128 holds the drum kits. */
  samplesOf(bank: number, program: number): SoundFontSample[];
}

/** Opens a SoundFont 2 file. Throws when it is none. */
export async function openSoundFont(file: string): Promise<SoundFont> {
  const bytes = await readFile(file);
  if (bytes.toString('latin1', 8, 12) !== 'sfbk') throw new Error(`${file} is no SoundFont 2 file.`);
  const chunks = findChunks(bytes);
  const chunk = (name: string): Buffer => {
    const found = chunks.get(name);
    if (!found) throw new Error(`${file} has no ${name} chunk.`);
    return found;
  };
  const records = (name: string, size: number): Buffer[] =>
    Array.from({ length: chunk(name).length / size }, (_, k) =>
      chunk(name).subarray(k * size, (k + 1) * size),
    );
  const presets = records('phdr', 38);
  const presetBags = records('pbag', 4).map((bag) => bag.readUInt16LE(0));
  const presetGenerators = records('pgen', 4);
  const instruments = records('inst', 22);
  const instrumentBags = records('ibag', 4).map((bag) => bag.readUInt16LE(0));
  const instrumentGenerators = records('igen', 4);
  const headers = records('shdr', 46);
  const data = chunk('smpl');

  /** Values of one generator in the zones from bag `from` to before bag `to`, a global zone's value as the default. */
  function zones(bags: number[], all: Buffer[], from: number, to: number): Map<number, number>[] {
    const result: Map<number, number>[] = [];
    let global = new Map<number, number>();
    for (let bag = from; bag < to; bag++) {
      const own = all.slice(bags[bag], bags[bag + 1]);
      const values = new Map(own.map((entry) => [entry.readUInt16LE(0), entry.readUInt16LE(2)]));
      const isGlobal = !values.has(generator.instrument) && !values.has(generator.sampleId);
      if (isGlobal && bag === from) global = values;
      else result.push(new Map([...global, ...values]));
    }
    return result;
  }

  return {
    samplesOf(bank, program) {
      const place = presets.findIndex(
        (preset) => preset.readUInt16LE(20) === program && preset.readUInt16LE(22) === bank,
      );
      const [preset, next] = [presets[place], presets[place + 1]];
      if (!preset || !next) throw new Error(`${file} has no program ${program} in bank ${bank}.`);
      const found = new Map<number, SoundFontSample>();
      const presetZones = zones(presetBags, presetGenerators, preset.readUInt16LE(24), next.readUInt16LE(24));
      for (const presetZone of presetZones) {
        const index = presetZone.get(generator.instrument);
        const [instrument, after] = index === undefined ? [] : [instruments[index], instruments[index + 1]];
        if (!instrument || !after) continue;
        const [from, to] = [instrument.readUInt16LE(20), after.readUInt16LE(20)];
        for (const zone of zones(instrumentBags, instrumentGenerators, from, to)) {
          const id = zone.get(generator.sampleId);
          const header = id === undefined ? undefined : headers[id];
          if (id === undefined || !header || !monoOrLeft.has(header.readUInt16LE(44))) continue;
          const loops = (zone.get(generator.sampleModes) ?? 0) & 1;
          found.set(id, readSample(header, data, loops === 1));
        }
      }
      return [...found.values()].filter(({ samples }) => samples.length > 0);
    },
  };
}

function readSample(header: Buffer, data: Buffer, loops: boolean): SoundFontSample {
  const name = header.toString('latin1', 0, 20).replace(/\0.*$/s, '').trim();
  const [start, end, loopStart, loopEnd, sampleRateHz] = [20, 24, 28, 32, 36].map((at) =>
    header.readUInt32LE(at),
  ) as [number, number, number, number, number];
  const heldLength = Math.round(heldSeconds * sampleRateHz);
  const isHeld = loops && loopEnd - loopStart > 16 && end - start < heldLength;
  const length = isHeld ? heldLength : end - start;
  const samples = new Float32Array(Math.max(0, length));
  for (let index = 0; index < samples.length; index++) {
    let place = start + index;
    if (isHeld && place >= loopEnd) place = loopStart + ((place - loopStart) % (loopEnd - loopStart));
    samples[index] = data.readInt16LE(place * 2) / 32768;
  }
  return { name, sampleRateHz, samples };
}

/** All chunks of a RIFF file by name, those within LISTs included. */
function findChunks(bytes: Buffer): Map<string, Buffer> {
  const chunks = new Map<string, Buffer>();
  const walk = (from: number, to: number): void => {
    for (let at = from; at + 8 <= to; ) {
      const name = bytes.toString('latin1', at, at + 4);
      const size = bytes.readUInt32LE(at + 4);
      if (name === 'LIST') walk(at + 12, at + 8 + size);
      else chunks.set(name, bytes.subarray(at + 8, at + 8 + size));
      at += 8 + size + (size & 1);
    }
  };
  walk(12, bytes.length);
  return chunks;
}

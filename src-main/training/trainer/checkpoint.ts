import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readSafetensors, type Weight, type WeightMap, writeSafetensors } from '../../networks/index.ts';
import type { AdamState } from '../optimiser/adam.ts';
import { type TrainOptions, trainOptionsSchema } from './options.ts';
import type { RunWeights } from './weights.ts';

/** One point of the run's curves. */
const curvePoint = z.object({
  pairs: z.number(),
  seconds: z.number(),
  loss: z.number(),
  /** Absent between validations. */
  avcAccuracy: z.number().optional(),
  validationLoss: z.number().optional(),
});
export type CurvePoint = z.infer<typeof curvePoint>;

const stateSchema = z.object({
  format: z.literal(1),
  options: trainOptionsSchema,
  pairs: z.int(),
  step: z.int(),
  seconds: z.number(),
  recentLoss: z.number(),
  /** The validation of least loss. */
  best: z.object({ avcAccuracy: z.number(), loss: z.number().optional(), pairs: z.int() }).nullable(),
  validationsWithoutGain: z.int(),
  /** True when the run was stopped in the middle of a validation. */
  validationDue: z.boolean().default(false),
  /** Loss of the first step; null before it. */
  startLoss: z.number().nullable().default(null),
  /** The last steps whose loss was far above that, without a gap. */
  stepsFarAbove: z.int().default(0),
  curve: z.array(curvePoint),
});

/** Where a run stands, beside its weights. */
export type RunState = z.infer<typeof stateSchema>;

const STATE = 'state.json';
const ARRAYS = 'arrays.safetensors';

/**
 * Writes a checkpoint folder `name` under `folder`. The new one is complete before the old one goes, so a
 * kill at any moment leaves one that can be read.
 */
export function writeCheckpoint(
  folder: string,
  name: string,
  state: RunState,
  weights: RunWeights,
  adam: AdamState,
): void {
  const old = join(folder, `${name}.old`);
  const target = join(folder, name);
  const fresh = makeFresh(folder, `${name}.new`);
  const arrays = new Map<string, Weight>();
  const put = (prefix: string, group: ReadonlyMap<string, Float32Array>) => {
    for (const [key, values] of group) arrays.set(`${prefix}/${key}`, { shape: [values.length], values });
  };
  put('learnt', weights.learnt);
  put('measured', weights.measured);
  put('first', adam.first);
  put('second', adam.second);
  // On the disk before it takes its name: a power cut must not leave a name without its content.
  writeFileSync(join(fresh, ARRAYS), writeSafetensors(arrays), { flush: true });
  writeFileSync(join(fresh, STATE), JSON.stringify(state), { flush: true });
  // After a kill between the two renames the old one is all there is: it stays until the new one has its place.
  if (existsSync(target)) {
    rmSync(old, { recursive: true, force: true });
    renameSync(target, old);
  }
  renameSync(fresh, target);
  rmSync(old, { recursive: true, force: true });
}

/**
 * A new folder whose name begins with `prefix`, in place of what killed processes left under such names. Not to be
 * guessed: in a folder that others write to as well, a link that waits there would lead the writing elsewhere.
 */
function makeFresh(folder: string, prefix: string): string {
  mkdirSync(folder, { recursive: true });
  for (const left of readdirSync(folder)) {
    if (left.startsWith(prefix)) rmSync(join(folder, left), { recursive: true, force: true });
  }
  const fresh = join(folder, `${prefix}.${randomBytes(9).toString('base64url')}`);
  mkdirSync(fresh);
  return fresh;
}

/** The options of the run in a folder, without reading its weights; null when there is none. */
export function optionsOfRun(folder: string): TrainOptions | null {
  for (const candidate of ['last', 'last.old']) {
    const file = join(folder, candidate, STATE);
    if (existsSync(file)) return stateSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).options;
  }
  return null;
}

/** Reads a checkpoint, or the one before it when a kill came between; null when there is none. */
export function readCheckpoint(
  folder: string,
  name: string,
): { state: RunState; weights: RunWeights; adam: AdamState } | null {
  for (const candidate of [name, `${name}.old`]) {
    const place = join(folder, candidate);
    if (!existsSync(join(place, STATE))) continue;
    const state = stateSchema.parse(JSON.parse(readFileSync(join(place, STATE), 'utf8')));
    const arrays = readSafetensors(readFileSync(join(place, ARRAYS))).weights;
    const weights = { learnt: group(arrays, 'learnt/'), measured: group(arrays, 'measured/') };
    return {
      state,
      weights,
      adam: { step: state.step, first: group(arrays, 'first/'), second: group(arrays, 'second/') },
    };
  }
  return null;
}

function group(arrays: WeightMap, prefix: string): Map<string, Float32Array> {
  return new Map(
    [...arrays].flatMap(([name, { values }]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), values] as const] : [],
    ),
  );
}

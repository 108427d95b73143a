import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  type Manifest,
  parseManifest,
  readSafetensors,
  writeSafetensors,
} from '../src-main/networks/index.ts';

/*
 * Makes a model ready to be shipped: float16 weights, and a record of every run it came from.
 *   node scripts/run.mjs scripts/ship-model.ts --name starter-avol --licence TEXT --measured FILE.json RUN… MODEL
 * The last folder is the model; the ones before are the models it started from, oldest first.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    name: { type: 'string' },
    licence: { type: 'string' },
    measured: { type: 'string' },
    commands: { type: 'string' },
  },
});
const folder = positionals.at(-1);
if (!folder || !values.name) throw new Error('ship-model needs --name NAME and the model’s folder');

const manifest = readModel(folder);
const { weights } = readSafetensors(readFileSync(join(folder, 'weights.safetensors')));
const bytes = writeSafetensors(weights, 'F16', { network: manifest.network, width: String(manifest.width) });
const shipped: Manifest = {
  ...manifest,
  hash: createHash('sha256').update(bytes).digest('hex'),
  dataLicence: values.licence ?? manifest.dataLicence,
  training: {
    ...withoutPaths(manifest.training ?? {}),
    before: positionals.slice(0, -1).map((run) => withoutPaths(readModel(run).training ?? {})),
    ...(values.commands ? { commands: readFileSync(values.commands, 'utf8').trim().split('\n') } : {}),
    ...(values.measured ? { measured: JSON.parse(readFileSync(values.measured, 'utf8')) } : {}),
  },
};
const target = join(import.meta.dirname, '..', 'models', values.name);
mkdirSync(target, { recursive: true });
writeFileSync(join(target, 'weights.safetensors'), bytes);
writeFileSync(join(target, 'model.json'), `${JSON.stringify(shipped, null, 2)}\n`);
process.stdout.write(`${target}: ${(bytes.length / 1e6).toFixed(2)} MB\n`);

function readModel(from: string): Manifest {
  return parseManifest(JSON.parse(readFileSync(join(from, 'model.json'), 'utf8')));
}

/** The record without folders of the machine it was made on. */
function withoutPaths(training: Record<string, unknown>): Record<string, unknown> {
  const { request, startedFrom, ...rest } = training as {
    request?: { out?: string; init?: string };
    startedFrom?: { name: string; hash: string } | null;
  };
  const { out: _out, init: _init, ...asked } = request ?? {};
  return {
    ...rest,
    request: asked,
    startedFrom: startedFrom && { ...startedFrom, name: basename(startedFrom.name) },
  };
}

import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../fixtures/services.ts';

const engine = pathToFileURL(join(import.meta.dirname, '../../../src-main/engine/index.ts'));
const search = `
  const { searchIndex } = await import('${engine}');
  const index = await searchIndex(Float32Array.of(1, 0, 0, 1), 2);
  console.log((await index.nearest(Float32Array.of(1, 0), 1))[0].index);
  await index.release();
`;

it('computes without ONNX Runtime noting down who the machine is', async () => {
  const home = join(temporaryFolder('no-telemetry'), 'user');
  mkdirSync(home);
  const { ORT_DISABLE_TELEMETRY: _, XDG_CACHE_HOME: __, ...inherited } = process.env;
  const env = { ...inherited, HOME: home, USERPROFILE: home, LOCALAPPDATA: home };
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', search], {
    env,
  });
  expect(stdout.trim()).toBe('0');
  // Its database of events and the machine's id would lie below.
  expect(readdirSync(home)).toEqual([]);
});

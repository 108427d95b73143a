import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const runFile = promisify(execFile);

/** Interpreters that may have PyTorch: the one on the PATH, then the system's own (Debian: python3-torch). */
const interpreters = ['python3', '/usr/bin/python3'];

/**
 * Runs a script of this folder in the first Python that has PyTorch and gives the JSON it prints; null, with a
 * note, where there is none. PyTorch is a peer to measure against, never a part of Earsight.
 */
export async function runTorch<Result>(
  script: string,
  args: readonly string[],
  note: (text: string) => void,
): Promise<Result | null> {
  let reason = 'no Python';
  for (const python of interpreters) {
    try {
      await runFile(python, ['-c', 'import torch']);
      const { stdout } = await runFile(python, [join(import.meta.dirname, script), ...args]);
      return JSON.parse(stdout) as Result;
    } catch (error) {
      reason = (error as Error).message.split('\n').at(-2) ?? String(error);
    }
  }
  note(`PyTorch was not measured: ${reason}`);
  return null;
}

import { execFile, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
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
  const python = await findTorch(note);
  if (python === null) return null;
  const { stdout } = await runFile(python, [join(import.meta.dirname, script), ...args]);
  return JSON.parse(stdout) as Result;
}

/** A script of this folder that stays open and answers a line with a line of JSON, so that both sides take turns. */
export interface TorchPeer {
  /** What it says of itself when it has started. */
  readonly about: unknown;
  ask(line: string): Promise<unknown>;
  close(): void;
}

/** Opens such a script; null, with a note, where there is no PyTorch. Rejects when the script ends by itself. */
export async function openTorch(script: string, note: (text: string) => void): Promise<TorchPeer | null> {
  const python = await findTorch(note);
  if (python === null) return null;
  const child = spawn(python, [join(import.meta.dirname, script)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async (): Promise<unknown> => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${script} ended`);
    return JSON.parse(value);
  };
  return {
    about: await answer(),
    ask: (line) => {
      child.stdin.write(`${line}\n`);
      return answer();
    },
    close: () => child.stdin.end(),
  };
}

async function findTorch(note: (text: string) => void): Promise<string | null> {
  let reason = 'no Python';
  for (const python of interpreters) {
    try {
      await runFile(python, ['-c', 'import torch']);
      return python;
    } catch (error) {
      reason = (error as Error).message.split('\n').at(-2) ?? String(error);
    }
  }
  note(`PyTorch was not measured: ${reason}`);
  return null;
}

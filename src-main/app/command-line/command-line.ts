import { type Command, Option } from 'commander';
import { EarsightError } from '../../contract/errors.ts';
import type { Job } from '../../contract/jobs.ts';
import { toEarsightError } from '../../services/errors.ts';
import type { Services, ServicesOptions } from '../../services/index.ts';
import { errorText } from './error-text.ts';
import { makeProgressLine, type ProgressLine, printable } from './progress-line.ts';

/** What a command may use while it runs. */
export interface CommandRun {
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  readonly progress: ProgressLine;
  /** Writes a message to stderr. */
  note(text: string): void;
  /** Opens the services of this process, closed by themselves when the command ends. Jobs show on the progress line. */
  services(options?: Omit<ServicesOptions, 'role' | 'emit'>): Promise<Services>;
}

/** What a command gives: its JSON value, and the same for people. */
export interface CommandResult {
  json: unknown;
  text: string;
  /** True when the work as a whole failed although there is a result to show. */
  failed?: boolean;
}

/** Adds one command to the program. */
export type RegisterCommand = (program: Command, line: CommandLine) => void;

/** Runs the body of a command and turns what becomes of it into output and exit code. */
export interface CommandLine {
  run(options: { json?: boolean }, body: (run: CommandRun) => Promise<CommandResult>): Promise<void>;
}

/** `--json`, the same for every command. */
export function jsonOption(): Option {
  return new Option('--json', 'print one JSON value on stdout and nothing else');
}

/** The `Example:` part of a command's help. */
export function examples(...lines: string[]): string {
  return `\n${lines.length > 1 ? 'Examples' : 'Example'}:\n${lines.map((line) => `  ${line}`).join('\n')}\n`;
}

/** 0 done, 1 failed, 2 usage. */
export function exitCodeOf(error: EarsightError): number {
  return error.code === 'invalid-input' ? 2 : 1;
}

/** Tells an error: a sentence on stderr and, with `--json`, `{error}` as the one value on stdout. */
export function reportError(error: EarsightError, json: boolean): void {
  process.stderr.write(`earsight: ${errorText(error)}\n`);
  if (json) process.stdout.write(`${JSON.stringify({ error: EarsightError.toData(error) })}\n`);
}

/** The command line of this process: real streams, Ctrl-C as an abort, exit code in `process.exitCode`. */
export function makeCommandLine(): CommandLine {
  return {
    async run(options, body) {
      const interrupt = listenForInterrupt();
      const progress = makeProgressLine(process.stderr);
      const opened: Services[] = [];
      const run: CommandRun = {
        signal: interrupt.signal,
        progress,
        note: (text) => {
          progress.clear();
          process.stderr.write(`${text}\n`);
        },
        async services(serviceOptions = {}) {
          const { createServices } = await import('../../services/index.ts');
          const services = await createServices({
            ...serviceOptions,
            role: 'all',
            emit: (name, event) => name === 'job' && showJob(progress, event as Job),
          });
          opened.push(services);
          return services;
        },
      };
      try {
        const result = await body(run);
        progress.clear();
        process.stdout.write(`${options.json ? JSON.stringify(result.json) : result.text}\n`);
        process.exitCode = result.failed ? 1 : 0;
      } catch (thrown) {
        progress.clear();
        const error = toEarsightError(thrown);
        reportError(error, options.json ?? false);
        if (process.env.EARSIGHT_TRACE) console.error(thrown);
        process.exitCode = exitCodeOf(error);
      } finally {
        interrupt.stop();
        for (const services of opened) await services.close();
      }
    },
  };
}

function showJob(progress: ProgressLine, job: Job): void {
  if (job.state === 'running') progress.show(job.progress, job.secondsLeft, printable(job.message));
}

/** The first Ctrl-C asks the work to end; a second one does not wait for it. */
function listenForInterrupt(): { signal: AbortSignal; stop(): void } {
  const controller = new AbortController();
  const interrupt = (): void => {
    if (controller.signal.aborted) process.exit(1);
    process.stderr.write('\nStopping… (once more to stop at once)\n');
    controller.abort(new DOMException('Stopped by Ctrl-C.', 'AbortError'));
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  return {
    signal: controller.signal,
    stop() {
      process.off('SIGINT', interrupt);
      process.off('SIGTERM', interrupt);
    },
  };
}

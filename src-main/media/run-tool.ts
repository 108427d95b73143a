import { type ChildProcess, spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import { ByteReader } from './byte-reader.ts';
import { MediaError, throwIfCancelled } from './media-error.ts';
import { endWithUs } from './reaper.ts';
import { failureReason, isCutOff, refusedFormat, unknownCodec } from './tool-output.ts';
import type { Tool } from './types.ts';

const tickMilliseconds = 500;
const keptLines = 40;
const longestLine = 4096;

export type RunOptions = {
  readonly signal?: AbortSignal | undefined;
  /** Seconds of work granted; time in which we keep the program waiting is not counted. */
  readonly limitSeconds: number;
  /** Seconds without a sign of life after which the program counts as hung; 60 when left out. */
  readonly stallSeconds?: number | undefined;
  /** Gives the program a pipe on its standard input. */
  readonly withInput?: boolean | undefined;
  /** Gives the program a second output pipe, its file descriptor 3. */
  readonly withSecondOutput?: boolean | undefined;
  /** Called with every line of stderr, in order. */
  readonly onLine?: ((line: string) => void) | undefined;
  /** False while the program waits for us, so that its clocks stand still; by default it never does. */
  readonly isWorking?: (() => boolean) | undefined;
};

/** A running program with its pipes. */
export type RunningTool = {
  readonly output: ByteReader;
  readonly secondOutput: ByteReader | null;
  readonly input: Writable | null;
  /** Resolves when the program is gone, whatever way it went; never rejects. */
  readonly ended: Promise<void>;
  /** The failure of a program that is gone: cancelled, out of time, missing, an exit code other than 0, or a file that it could not end. */
  failure(): MediaError | null;
  /** Ends the program at once. */
  kill(): void;
};

// Static builds crash in glibc's iconv when they load the host's conversion modules, as they do for the service names
// of MPEG-TS; with no modules to be found they keep the bytes as they are. Colour codes would hide lines we parse.
const environment = (): NodeJS.ProcessEnv => ({
  ...process.env,
  AV_LOG_FORCE_NOCOLOR: '1',
  ...(process.platform === 'linux' ? { GCONV_PATH: '/nonexistent' } : {}),
});

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

const splitLines = (stream: Readable, take: (line: string) => void): void => {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    const lines = (rest + text).split(/[\r\n]+/);
    rest = (lines.pop() ?? '').slice(0, longestLine);
    for (const line of lines) take(line.slice(0, longestLine));
  });
  stream.on('end', () => {
    if (rest !== '') take(rest);
  });
  stream.on('error', () => {});
};

/** Names the failure in an exit code and the last lines of stderr. */
const exitFailure = (tool: Tool, code: number | null, lines: readonly string[]): MediaError => {
  const format = refusedFormat(lines);
  if (format !== null) {
    return new MediaError('unsupported-format', `A file of the format "${format}" is not opened.`, {
      allowed: 'video and sound files; no playlists, scripts or still pictures',
    });
  }
  const codec = unknownCodec(lines);
  if (codec !== null) {
    return new MediaError('unsupported-format', `This ffmpeg cannot decode the codec "${codec}".`, {
      allowed: 'codecs that the ffmpeg in use decodes',
    });
  }
  const reason = failureReason(lines);
  if (lines.some((line) => line.includes('No space left on device'))) {
    return new MediaError('out-of-space', 'The disk is full.');
  }
  if (lines.some((line) => /: No such file or directory$/.test(line))) {
    return new MediaError('not-found', 'The file is not there.');
  }
  const how = code === null ? 'was ended from outside' : `ended with code ${code}`;
  return new MediaError('unreadable-file', reason, { cause: new Error(`${tool.path} ${how}`) });
};

/** Ends a program that works too long or shows no sign of life; time in which it waits for us does not count. */
const watch = (options: RunOptions, end: (error: MediaError) => void): { alive(): void; stop(): void } => {
  const stallSeconds = options.stallSeconds ?? 60;
  let worked = 0;
  let idle = 0;
  const timer = setInterval(() => {
    if (options.isWorking?.() === false) return;
    // Ticks are counted, not clocks read: a process that was suspended, or blocked by a computation, loses no time.
    worked += tickMilliseconds / 1000;
    idle += tickMilliseconds / 1000;
    if (idle > stallSeconds) {
      end(new MediaError('time-limit', `Decoding stood still for ${stallSeconds} s.`));
    } else if (worked > options.limitSeconds) {
      end(new MediaError('time-limit', `Not done within ${Math.round(options.limitSeconds)} s.`));
    }
  }, tickMilliseconds);
  timer.unref();
  return {
    alive: () => {
      idle = 0;
    },
    stop: () => clearInterval(timer),
  };
};

/** Lets others go first. */
const yieldProcessor = ({ pid }: ChildProcess): void => {
  if (pid === undefined) return;
  try {
    setPriority(pid, constants.priority.PRIORITY_LOW);
  } catch {
    // It is over already, or this system lets nobody change priorities: it then only takes its full share.
  }
};

/** Starts the process with the pipes asked for. Throws `missing-program` when the system gives it none. */
const spawnTool = (tool: Tool, args: readonly string[], options: RunOptions): ChildProcess => {
  const child = spawn(tool.path, args, {
    shell: false,
    windowsHide: true,
    env: environment(),
    stdio: [
      options.withInput ? 'pipe' : 'ignore',
      'pipe',
      'pipe',
      options.withSecondOutput ? 'pipe' : 'ignore',
    ],
  });
  // With too many files open there is no pipe, not even an object for one, and the reason comes as an event later on.
  // Unheard it would end this process.
  child.on('error', () => {});
  if (tool.yields) yieldProcessor(child);
  if (child.stdout && child.stderr) return child;
  throw new MediaError('missing-program', `${tool.path} cannot be started: too many files are open.`);
};

/**
 * Starts a program with pipes on stdout, on request on stdin and on descriptor 3, under time limits. No shell is
 * involved. The caller must await `ended` or call `kill`.
 */
export const startTool = (tool: Tool, args: readonly string[], options: RunOptions): RunningTool => {
  throwIfCancelled(options.signal);
  const child = spawnTool(tool, args, options);
  running.add(child);
  const release = child.pid === undefined ? () => {} : endWithUs(child.pid);
  const lines: string[] = [];
  let failure: MediaError | null = null;
  const kill = () => {
    child.kill('SIGKILL');
  };
  const end = (error: MediaError) => {
    failure ??= error;
    kill();
  };
  const watchdog = watch(options, end);
  const onAbort = () =>
    end(new MediaError('cancelled', 'Cancelled.', { cause: options.signal?.reason as unknown }));
  options.signal?.addEventListener('abort', onAbort, { once: true });

  const stdout = child.stdout as Readable;
  const second = (options.withSecondOutput ? child.stdio[3] : null) as Readable | null;
  for (const pipe of [stdout, second]) pipe?.on('readable', watchdog.alive);
  splitLines(child.stderr as Readable, (line) => {
    watchdog.alive();
    lines.push(line);
    if (lines.length > keptLines) lines.shift();
    options.onLine?.(line);
  });
  // A program that stops reading its input tells why by its exit code.
  child.stdin?.on('error', () => {});
  child.stdin?.on('drain', watchdog.alive);

  const stderrOver = new Promise<void>((resolve) => child.stderr?.once('close', resolve));
  const ended = new Promise<void>((resolve) => {
    const gone = () => {
      watchdog.stop();
      options.signal?.removeEventListener('abort', onAbort);
      running.delete(child);
      release();
      resolve();
    };
    child.on('error', (error) => {
      failure ??= new MediaError('missing-program', `${tool.path} cannot be run.`, { cause: error });
      gone();
    });
    // Not `close`: it waits until all pipes are drained, which a caller that gave up never does. But stderr is.
    child.on('exit', (code) => {
      void stderrOver.then(() => {
        if (code !== 0 || isCutOff(lines)) failure ??= exitFailure(tool, code, lines);
        gone();
      });
    });
  });
  return {
    output: new ByteReader(stdout),
    secondOutput: second === null ? null : new ByteReader(second),
    input: child.stdin,
    ended,
    failure: () => failure,
    kill,
  };
};

/**
 * Runs a program to its end and gives its standard output; throws its failure. With `toleratesDamage`, what a damaged
 * file gave before ffmpeg left it counts, if anything.
 */
export const runTool = async (
  tool: Tool,
  args: readonly string[],
  options: RunOptions & { maxBytes?: number; input?: Uint8Array; toleratesDamage?: boolean },
): Promise<Buffer> => {
  const process = startTool(tool, args, { ...options, withInput: options.input !== undefined });
  if (options.input !== undefined) process.input?.end(options.input);
  const maxBytes = options.maxBytes ?? 64 * 2 ** 20;
  try {
    const output = await process.output.takeAll(maxBytes);
    await process.ended;
    const failure = process.failure();
    const isTolerable =
      options.toleratesDamage === true && failure?.code === 'unreadable-file' && output.length > 0;
    if (failure !== null && !isTolerable) throw failure;
    return output;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new MediaError('unreadable-file', `The answer is larger than ${maxBytes} bytes.`, { cause: error });
  } finally {
    process.kill();
  }
};

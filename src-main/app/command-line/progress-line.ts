import type { WriteStream } from 'node:tty';

/** Shows how far a piece of work is on stderr: a bar that redraws itself on a terminal, plain lines elsewhere. */
export interface ProgressLine {
  /** `progress` 0…1 or null while unknown; `secondsLeft` null while unknown. */
  show(progress: number | null, secondsLeft: number | null, message: string): void;
  /** Takes the bar off the terminal, so that other lines can be written. */
  clear(): void;
}

const barCells = 24;
const plainIntervalSeconds = 10;

/** A progress line on `stream`; a stream that is no terminal gets a line at every 10 % or 10 s. */
export function makeProgressLine(stream: NodeJS.WriteStream | WriteStream): ProgressLine {
  return stream.isTTY ? terminalLine(stream) : plainLines(stream);
}

function terminalLine(stream: NodeJS.WriteStream): ProgressLine {
  let shown = false;
  return {
    show(progress, secondsLeft, message) {
      const line = formatProgress(progress, secondsLeft, message, stream.columns ?? 80);
      stream.write(`\r\x1b[2K${line}`);
      shown = true;
    },
    clear() {
      if (shown) stream.write('\r\x1b[2K');
      shown = false;
    },
  };
}

function plainLines(stream: NodeJS.WritableStream): ProgressLine {
  let lastTenth = -1;
  let lastAt = Number.NEGATIVE_INFINITY;
  return {
    show(progress, secondsLeft, message) {
      const tenth = progress === null ? -1 : Math.floor(progress * 10);
      const now = performance.now() / 1000;
      if (tenth === lastTenth && now - lastAt < plainIntervalSeconds) return;
      const share = progress === null ? '' : `${Math.floor(progress * 100)} %`;
      const left = secondsLeft === null ? '' : `${formatSeconds(secondsLeft)} left`;
      const line = [share, left, printable(message)].filter(Boolean).join(', ');
      // A job that only begins has nothing to say, and must not silence what comes next.
      if (line === '') return;
      lastTenth = tenth;
      lastAt = now;
      stream.write(`${line}\n`);
    },
    clear() {},
  };
}

/** One line of less than `columns` cells of the terminal: bar, share, time left, and as much of the message as fits. */
export function formatProgress(
  progress: number | null,
  secondsLeft: number | null,
  message: string,
  columns: number,
): string {
  const full = Math.round((progress ?? 0) * barCells);
  const bar = `${'█'.repeat(full)}${'░'.repeat(barCells - full)}`;
  const share = progress === null ? '   …' : `${Math.floor(progress * 100)}%`.padStart(4);
  const left = secondsLeft === null ? '' : ` ${formatSeconds(secondsLeft)} left`;
  return cut(`${bar} ${share}${left}  ${printable(message)}`, Math.max(20, columns - 1));
}

/** The beginning of a text that fits: a bar that wraps cannot be drawn over. */
function cut(text: string, cells: number): string {
  let left = cells;
  let end = 0;
  for (const character of text) {
    left -= cellsOf(character);
    if (left < 0) break;
    end += character.length;
  }
  return text.slice(0, end);
}

/** How many cells a terminal draws a character in: East Asian characters and emoji are two wide, marks on letters none. */
function cellsOf(character: string): number {
  if (/^[\p{Mn}\p{Me}\p{Cf}]$/u.test(character)) return 0;
  const isWide =
    /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]$/u;
  return isWide.test(character) ? 2 : 1;
}

/** A length of time as people say it: `8 s`, `2 min 5 s`, `3 h 10 min`. */
export function formatSeconds(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** File names may hold control characters; printed raw they could break the line or command the terminal. */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, '�');
}

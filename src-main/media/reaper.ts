import { type ChildProcess, spawn } from 'node:child_process';

/**
 * Remembers the process ids told on its input, forgets those taken back, and when the input ends, ends what is left.
 * A shell, because it must live on when this process is killed, in Electron too, whose binary may not run as Node.
 */
const script = `
ids=
while read -r sign id; do
  case $sign in
    +) ids="$ids $id" ;;
    -) left=; for one in $ids; do [ "$one" = "$id" ] || left="$left $one"; done; ids=$left ;;
  esac
done
[ -z "$ids" ] || kill -9 $ids 2>/dev/null
`;

let reaper: ChildProcess | null = null;

/**
 * The one process beside ours; none on Windows, where the system ends children with their parent (Node puts them into
 * one job), and none where it cannot be started.
 */
const startReaper = (): ChildProcess | null => {
  if (process.platform === 'win32') return null;
  // In a session of its own: Ctrl-C in a terminal is for us, and must not end it first.
  const child = spawn('/bin/sh', ['-c', script], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  const gone = () => {
    if (reaper === child) reaper = null;
  };
  // Without it programs run all the same; only a crash of ours would then leave them running.
  child.on('error', gone);
  child.on('exit', gone);
  child.stdin?.on('error', gone);
  child.unref();
  (child.stdin as { unref?(): void } | null)?.unref?.();
  return child.stdin ? child : null;
};

/**
 * Has a program ended when this process is gone in whatever way, a crash and `kill -9` included: ffmpeg ignores broken
 * pipes, and one that writes a file would go on for hours.
 * @returns a function to call when the program has ended
 */
export const endWithUs = (id: number): (() => void) => {
  reaper ??= startReaper();
  const told = reaper;
  told?.stdin?.write(`+ ${id}\n`);
  return () => {
    if (told === reaper) told?.stdin?.write(`- ${id}\n`);
  };
};

import { spawn } from 'node:child_process';

/** A browser opener that has not failed by then is taken to work: some stay for as long as the browser runs. */
const patienceMilliseconds = 3000;

/** How a link is opened: a program, its arguments, and what it reads from its standard input. */
export interface BrowserCommand {
  readonly program: string;
  readonly arguments: readonly string[];
  readonly input?: string;
}

/**
 * The system's command that opens a link, or null where there is no screen to open it on. The link works once, for
 * whoever is first, and arguments of programs are no secret: on macOS all users see them (`ps` runs as root), so there
 * it goes through a pipe. On Windows only administrators do. On Linux everybody does, up to the browser's own, and the
 * server turns other users away instead (`peer-owner.ts`). A private page that redirects would not do: browsers in
 * snaps and flatpaks may not open it.
 */
export function browserCommand(
  url: string,
  platform: NodeJS.Platform = process.platform,
  environment: NodeJS.ProcessEnv = process.env,
): BrowserCommand | null {
  if (platform === 'darwin')
    return { program: 'osascript', arguments: ['-'], input: `open location ${JSON.stringify(url)}\n` };
  // `start` is a word of cmd.exe, which would read `&` in the link as the end of the command.
  if (platform === 'win32')
    return { program: 'rundll32.exe', arguments: ['url.dll,FileProtocolHandler', url] };
  // Without a display xdg-open would look for a text browser and hold the terminal with it.
  return environment.DISPLAY || environment.WAYLAND_DISPLAY
    ? { program: 'xdg-open', arguments: [url] }
    : null;
}

/** Opens a link in the user's browser; false where that is not to be had. Never throws. */
export function openBrowser(url: string): Promise<boolean> {
  const command = browserCommand(url);
  if (!command) return Promise.resolve(false);
  return new Promise((resolve) => {
    const child = spawn(command.program, command.arguments, {
      detached: true,
      stdio: [command.input === undefined ? 'ignore' : 'pipe', 'ignore', 'ignore'],
    });
    // A program that does not read tells why by how it ends.
    child.stdin?.on('error', () => {});
    child.stdin?.end(command.input);
    const timer = setTimeout(() => resolve(true), patienceMilliseconds);
    const settle = (opened: boolean): void => {
      clearTimeout(timer);
      resolve(opened);
    };
    child.on('error', () => settle(false));
    child.on('exit', (status) => settle(status === 0));
    child.unref();
  });
}

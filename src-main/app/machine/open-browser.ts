import { spawn } from 'node:child_process';

/** A browser opener that has not failed by then is taken to work: some stay for as long as the browser runs. */
const patienceMilliseconds = 3000;

/** The system's command that opens a link, or null where there is no screen to open it on. */
export function browserCommand(
  url: string,
  platform: NodeJS.Platform = process.platform,
  environment: NodeJS.ProcessEnv = process.env,
): [string, string[]] | null {
  if (platform === 'darwin') return ['open', [url]];
  // `start` is a word of cmd.exe, which would read `&` in the link as the end of the command.
  if (platform === 'win32') return ['rundll32.exe', ['url.dll,FileProtocolHandler', url]];
  // Without a display xdg-open would look for a text browser and hold the terminal with it.
  return environment.DISPLAY || environment.WAYLAND_DISPLAY ? ['xdg-open', [url]] : null;
}

/** Opens a link in the user's browser; false where that is not to be had. Never throws. */
export function openBrowser(url: string): Promise<boolean> {
  const command = browserCommand(url);
  if (!command) return Promise.resolve(false);
  return new Promise((resolve) => {
    const child = spawn(command[0], command[1], { detached: true, stdio: 'ignore' });
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

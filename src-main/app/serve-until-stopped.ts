import { once } from 'node:events';
import { openBrowser } from './machine/open-browser.ts';
import { type RunServerOptions, runServer } from './run-server.ts';

export interface ServeSessionOptions extends RunServerOptions {
  /** Prints `{url, port}` as one JSON value instead of sentences. */
  json?: boolean;
  /** Opens the link in the system's browser where there is one. */
  open?: boolean;
}

/**
 * The browser mode from a terminal: prints the link on stdout, gives a fresh one at every press of Enter, and
 * ends in order at Ctrl-C. Resolves when it has ended.
 */
export async function serveUntilStopped(options: ServeSessionOptions): Promise<void> {
  const stopped = stopSignal();
  const server = await runServer(options);
  try {
    const url = server.newLink();
    if (options.json) process.stdout.write(`${JSON.stringify({ url, port: server.port })}\n`);
    else process.stdout.write(`Earsight is open at ${url}\n`);
    if (options.open && !(await openBrowser(url)))
      process.stderr.write('There is no browser to open here: follow the link above.\n');
    if (!options.json)
      process.stderr.write('The link works once. Press Enter for another, Ctrl-C to stop.\n');
    const stopListening = giveLinksOnEnter(() => process.stdout.write(`${server.newLink()}\n`));
    await stopped;
    stopListening();
  } finally {
    await server.close();
  }
}

/** Resolves at the first Ctrl-C or polite request to end; a second Ctrl-C ends the process at once. */
async function stopSignal(): Promise<void> {
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM'), once(process, 'SIGHUP')]);
  process.once('SIGINT', () => process.exit(1));
}

function giveLinksOnEnter(give: () => void): () => void {
  if (!process.stdin.isTTY) return () => {};
  process.stdin.on('data', give);
  return () => process.stdin.off('data', give).pause();
}

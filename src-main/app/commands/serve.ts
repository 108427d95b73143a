import { InvalidArgumentError } from 'commander';
import { toEarsightError } from '../../services/errors.ts';
import {
  examples,
  exitCodeOf,
  jsonOption,
  type RegisterCommand,
  reportError,
} from '../command-line/command-line.ts';
import { serveUntilStopped } from '../serve-until-stopped.ts';

interface Options {
  port: number;
  library?: string;
  open?: boolean;
  json?: boolean;
}

/** `earsight serve`: the window in a browser on this machine. */
export const registerServe: RegisterCommand = (program) => {
  program
    .command('serve')
    .description('open the window to a browser on this machine and print its link')
    .option('--port <number>', 'the port to listen on, 0 for any that is free', parsePort, 0)
    .option(
      '--library <folder>',
      'the library to open, made when it is not there; the demo library when left out',
    )
    .option('--open', "open the link in the system's browser")
    .addOption(jsonOption())
    .addHelpText('after', examples('earsight serve --port 8123 --library ~/archive-library'))
    .action(async (options: Options) => {
      try {
        await serveUntilStopped(options);
        process.exitCode = 0;
      } catch (thrown) {
        const error = toEarsightError(thrown);
        reportError(error, options.json ?? false);
        process.exitCode = exitCodeOf(error);
      }
    });
};

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new InvalidArgumentError('It must be a whole number from 0 to 65535.');
  return port;
}

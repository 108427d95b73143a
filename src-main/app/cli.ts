import { Command, CommanderError } from 'commander';
import { EarsightError } from '../contract/errors.ts';
import { findAppFolders } from '../services/app-folders.ts';
import { makeCommandLine, reportError } from './command-line/command-line.ts';
import { refuseEmptyValues } from './command-line/empty-values.ts';
import { loadCommands } from './commands/list.ts';

/** `earsight COMMAND …`: everything the window does, for scripts and servers. Exits 0 done, 1 failed, 2 usage. */
async function main(args: string[]): Promise<void> {
  // A reader that closes early (`| head`) is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  // Whoever closes the messages does not want the work ended with them.
  process.stderr.on('error', () => {});
  const program = new Command('earsight')
    .description('See what sounds, hear what you see: audio-visual correspondence over your own videos.')
    .version(findAppFolders().version)
    .configureOutput({ outputError: () => {} })
    .exitOverride()
    .hook('preAction', (_, command) => refuseEmptyValues(command));
  const line = makeCommandLine();
  for (const register of await loadCommands(args[0])) register(program, line);
  for (const command of program.commands) overrideExit(command);
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return;
    if (error.code !== 'commander.help') {
      const message = error.message.replace(/^error: /, '').replace(/^./, (letter) => letter.toUpperCase());
      const sentence = /[.)]$/.test(message) ? message : `${message}.`;
      reportError(new EarsightError('invalid-input', sentence), args.includes('--json'));
      process.stderr.write('Add --help to see what is allowed.\n');
      if (error.code === 'commander.unknownOption')
        process.stderr.write('A file whose name begins with a dash is written ./-NAME.\n');
    }
    process.exitCode = 2;
  }
}

/** Commands made before `exitOverride` was called on their parent do not inherit it. */
function overrideExit(command: Command): void {
  command.exitOverride().configureOutput({ outputError: () => {} });
  for (const child of command.commands) overrideExit(child);
}

await main(process.argv.slice(2));

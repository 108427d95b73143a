import type { Command } from 'commander';

/**
 * Ends a command, as wrong use, where an option or an argument is an empty text: that is mostly a variable of the shell
 * which was never set, and as a path it would mean the folder one stands in.
 */
export function refuseEmptyValues(command: Command): void {
  const isEmpty = (value: unknown): boolean => [value].flat().includes('');
  for (const option of command.options) {
    if (isEmpty(command.getOptionValue(option.attributeName()))) {
      command.error(`Option '${option.flags}' is empty. Allowed: a value, or to leave the option out.`);
    }
  }
  for (const [index, argument] of command.registeredArguments.entries()) {
    if (isEmpty(command.processedArgs[index])) command.error(`Argument '${argument.name()}' is empty.`);
  }
}

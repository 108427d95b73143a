import { examples, type RegisterCommand } from '../command-line/command-line.ts';
import { registerModelExport } from './model-export.ts';
import { registerModelImport } from './model-import.ts';
import { registerModelInfo, registerModelList } from './model-list.ts';

/** `earsight model …`: the models at hand, and models of and for other programs. */
export const registerModel: RegisterCommand = (program, line) => {
  const parent = program
    .command('model')
    .description('list, describe, import and export models')
    .addHelpText('after', examples('earsight model list', 'earsight model export --help'));
  for (const register of [registerModelList, registerModelInfo, registerModelImport, registerModelExport])
    register(parent, line);
};

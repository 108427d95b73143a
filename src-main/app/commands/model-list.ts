import type { ModelInfo } from '../../contract/models.ts';
import { examples, jsonOption, type RegisterCommand } from '../command-line/command-line.ts';

/** `earsight model list`. */
export const registerModelList: RegisterCommand = (parent, line) => {
  parent
    .command('list')
    .description('the models that have a name')
    .addOption(jsonOption())
    .addHelpText('after', examples('earsight model list'))
    .action((options: { json?: boolean }) =>
      line.run(options, async (run) => {
        const models = (await run.services()).context.models.list();
        return { json: models, text: models.map(oneLine).join('\n') };
      }),
    );
};

/** `earsight model info NAME`. */
export const registerModelInfo: RegisterCommand = (parent, line) => {
  parent
    .command('info')
    .description('what a model is and how it was trained')
    .argument('<model>', 'its name, or its folder')
    .addOption(jsonOption())
    .addHelpText('after', examples('earsight model info starter-avol --json'))
    .action((name: string, options: { json?: boolean }) =>
      line.run(options, async (run) => {
        const info = (await run.services()).context.models.info(name);
        return { json: info, text: describe(info) };
      }),
    );
};

function oneLine(model: ModelInfo): string {
  const size = `${(model.sizeBytes / 1e6).toFixed(1)} MB`;
  return `${model.name}: ${model.network}, width ${model.width}, ${size}${model.untrained ? ', UNTRAINED' : ''}`;
}

function describe(model: ModelInfo): string {
  return [
    oneLine(model),
    `Parameters  ${model.parameters.toLocaleString('en')}`,
    `Vectors     ${model.embeddingSize ?? 'see its folder'}`,
    `Hash        ${model.hash}`,
    `Folder      ${model.folder || 'none: made from a seed'}`,
    `Data        ${model.dataLicence ?? 'licence not stated'}`,
    `Training    ${model.training === null ? 'none' : JSON.stringify(model.training, null, 2)}`,
  ].join('\n');
}

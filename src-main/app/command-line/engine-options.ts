import { type Command, Option } from 'commander';
import { type Settings, settings } from '../../contract/models.ts';

/** What a command computes with, where it is not what the settings say. */
export interface EngineOptions {
  device?: Settings['device'];
  runtime?: Settings['runtime'];
}

/** Adds `--device` and `--runtime`, the same for every command that runs a network. */
export function withEngineOptions(command: Command): Command {
  const { device, runtime } = settings.shape;
  return command
    .addOption(
      new Option('--device <name>', 'where networks run (the device of the settings)').choices(
        device.unwrap().options,
      ),
    )
    .addOption(
      new Option('--runtime <name>', 'what computes (the runtime of the settings)').choices(
        runtime.unwrap().options,
      ),
    );
}

/** The options as services take them. */
export function engineOf({ device, runtime }: EngineOptions): { engine: EngineOptions } {
  return { engine: { ...(device ? { device } : {}), ...(runtime ? { runtime } : {}) } };
}

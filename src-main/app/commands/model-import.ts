import { InvalidArgumentError, Option } from 'commander';
import { EarsightError } from '../../contract/errors.ts';
import type { ModelInfo } from '../../contract/models.ts';
import type { NetworkName } from '../../networks/index.ts';
import type { ServiceContext } from '../../services/context.ts';
import { importExternal, importSafetensors } from '../../services/models/import-model.ts';
import { examples, jsonOption, type RegisterCommand } from '../command-line/command-line.ts';
import { numberOption } from '../command-line/number-option.ts';

interface ModelImportOptions {
  name: string;
  network?: NetworkName;
  width?: number;
  image?: string;
  sound?: string;
  imageSize?: number;
  imageLayout?: string;
  imageMean?: number[];
  imageDeviation?: number[];
  soundRate?: number;
  soundSamples?: number;
  soundShape?: string;
  dataLicence?: string;
  json?: boolean;
}

const ofSafetensors = { network: 'network', width: 'width' };
const ofPairs = {
  imageSize: 'image-size',
  imageLayout: 'image-layout',
  imageMean: 'image-mean',
  imageDeviation: 'image-deviation',
  soundRate: 'sound-rate',
  soundSamples: 'sound-samples',
  soundShape: 'sound-shape',
};

/** `earsight model import`: a safetensors file of a paper's network, or a pair of ONNX encoders. */
export const registerModelImport: RegisterCommand = (parent, line) => {
  parent
    .command('import')
    .description('take in a safetensors file of one of the networks, or a pair of ONNX encoders')
    .argument('[file]', 'safetensors file; the usual PyTorch layer names are understood')
    .requiredOption('--name <name>', 'name of the model from now on')
    .addOption(
      new Option('--network <name>', 'of a safetensors file').choices([
        'ave',
        'avol',
        'l3',
        'ave-mf',
        'ave-of',
      ]),
    )
    .addOption(
      numberOption('--width <factor>', 'channels relative to the paper (found out by itself)', undefined, {
        least: 0.01,
        most: 1,
      }),
    )
    .option('--image <file.onnx>', 'encoder image → vector')
    .option('--sound <file.onnx>', 'encoder sound → vector')
    .addOption(
      numberOption('--image-size <pixels>', 'side of its square picture', undefined, {
        least: 16,
        most: 1024,
        whole: true,
      }),
    )
    .addOption(new Option('--image-layout <layout>', 'order of its axes').choices(['nchw', 'nhwc']))
    .addOption(new Option('--image-mean <r,g,b>', 'taken off pixel values of 0…1').argParser(threeNumbers))
    .addOption(
      new Option('--image-deviation <r,g,b>', 'what they are divided by then').argParser(threePositive),
    )
    .addOption(
      numberOption('--sound-rate <hertz>', 'samples a second it wants', undefined, {
        least: 8000,
        most: 48_000,
        whole: true,
      }),
    )
    .addOption(
      numberOption('--sound-samples <n>', 'samples of one item', undefined, {
        least: 1000,
        most: 480_000,
        whole: true,
      }),
    )
    .addOption(
      new Option('--sound-shape <shape>', 'its axes').choices(['batch-samples', 'batch-channel-samples']),
    )
    .option('--data-licence <text>', 'licence of the data it was trained on')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        'earsight model import avol.safetensors --network avol --name my-avol',
        'earsight model import --image clip.onnx --sound clap.onnx --image-mean .48,.46,.41 --name clip-clap',
      ),
    )
    .action((file: string | undefined, options: ModelImportOptions) =>
      line.run(options, async (run) => {
        const { context } = await run.services();
        const info = await importOne(context, file, options);
        return { json: info, text: `${info.name} is in ${info.folder}.` };
      }),
    );
};

function importOne(
  context: ServiceContext,
  file: string | undefined,
  options: ModelImportOptions,
): Promise<ModelInfo> {
  const { name, network, width, image, sound, dataLicence } = options;
  if (file !== undefined && image === undefined && sound === undefined) {
    if (network === undefined) {
      throw new EarsightError('invalid-input', 'The network of the safetensors file is missing.', {
        field: 'network',
        allowed: '--network ave, avol, l3, ave-mf or ave-of',
      });
    }
    refuseGiven(options, ofPairs, 'a pair of ONNX files');
    return importSafetensors(context, { file, name, network, width, dataLicence });
  }
  if (file === undefined && image !== undefined && sound !== undefined) {
    refuseGiven(options, ofSafetensors, 'a safetensors file');
    return importExternal(context, { name, image, sound, dataLicence, conventions: conventionsOf(options) });
  }
  throw new EarsightError('invalid-input', 'Import one safetensors file or one pair of ONNX files.', {
    field: 'file',
    allowed: 'FILE --network NAME, or --image FILE --sound FILE',
  });
}

/** Throws `invalid-input` for the first of these options that was given. */
function refuseGiven(
  options: ModelImportOptions,
  flags: Partial<Record<keyof ModelImportOptions, string>>,
  owner: string,
): void {
  for (const [key, flag] of Object.entries(flags)) {
    if (options[key as keyof ModelImportOptions] === undefined) continue;
    throw new EarsightError('invalid-input', `--${flag} is for ${owner}.`, {
      field: flag,
      allowed: 'to leave it out',
    });
  }
}

/** Only what was given: the manifest's own defaults stand for the rest. */
function conventionsOf(options: ModelImportOptions): {
  image: Record<string, unknown>;
  sound: Record<string, unknown>;
} {
  const given = (values: Record<string, unknown>): Record<string, unknown> =>
    Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
  return {
    image: given({
      size: options.imageSize,
      layout: options.imageLayout,
      mean: options.imageMean,
      deviation: options.imageDeviation,
    }),
    sound: given({
      sampleRateHz: options.soundRate,
      samples: options.soundSamples,
      shape: options.soundShape,
    }),
  };
}

function threeNumbers(text: string): number[] {
  const numbers = text.split(',').map(Number);
  if (numbers.length === 3 && numbers.every(Number.isFinite)) return numbers;
  throw new InvalidArgumentError('Allowed: three numbers with commas, e.g. 0.485,0.456,0.406.');
}

/** As they are divided by, none may be 0. */
function threePositive(text: string): number[] {
  const numbers = threeNumbers(text);
  if (numbers.every((number) => number > 0)) return numbers;
  throw new InvalidArgumentError('Allowed: three numbers above 0 with commas, e.g. 0.229,0.224,0.225.');
}

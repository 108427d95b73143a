import { availableParallelism } from 'node:os';
import path from 'node:path';
import { type Command, Option } from 'commander';
import { EarsightError } from '../../contract/errors.ts';
import { type ComposeOptions, type ComposeResult, composeVideos } from '../../services/composing/index.ts';
import { examples, jsonOption, type RegisterCommand } from '../command-line/command-line.ts';
import { numberOption } from '../command-line/number-option.ts';
import { outFolder } from '../command-line/out-option.ts';
import { formatSeconds } from '../command-line/progress-line.ts';

/** The options as commander gives them. */
interface ComposeFlags {
  images: string;
  sounds: string;
  out: string;
  clips: number;
  seed: number;
  seconds: number;
  size: string;
  fps: number;
  instruments: ComposeOptions['instruments'];
  switch: number;
  silence: number;
  absent: number;
  split: ComposeOptions['split'];
  heldOutImages: number;
  sources?: string;
  classes?: string;
  look: ComposeOptions['look'];
  jobs: number;
  json?: boolean;
}

/** `earsight compose`: renders labelled videos of sounding pictures, for training and for measuring with known truth. */
export const registerCompose: RegisterCommand = (program, line) => {
  describe(program.command('compose')).action((flags: ComposeFlags) =>
    line.run(flags, async (run) => {
      const result = await composeVideos(readFlags(flags), {
        signal: run.signal,
        onProgress: ({ done, total, secondsLeft }) =>
          run.progress.show(done / total, secondsLeft, `${done} of ${total} clips`),
      });
      return { json: result, text: inWords(result), failed: result.clips.rendered + result.clips.kept === 0 };
    }),
  );
};

const share = { least: 0, most: 1 };

function describe(command: Command): Command {
  return command
    .description(
      'render labelled videos: pictures drift over backgrounds while one of them sounds; ' +
        'labels.json beside the clips says what sounds where at which time',
    )
    .requiredOption('--images <folder>', 'pictures, IMAGES/CLASS/*')
    .requiredOption('--sounds <folder>', 'notes or hits, SOUNDS/SOURCE/CLASS/*')
    .requiredOption('--out <folder>', 'where the clips and labels.json go; an interrupted run goes on there')
    .addOption(
      numberOption('--clips <n>', 'how many clips', undefined, {
        least: 1,
        most: 1_000_000,
        whole: true,
      }).makeOptionMandatory(),
    )
    .addOption(numberOption('--seed <n>', 'the same seed gives the same clips', 1, { least: 0, whole: true }))
    .addOption(numberOption('--seconds <s>', 'length of a clip', 10, { least: 1, most: 600 }))
    .option('--size <w>x<h>', 'picture size in pixels', '256x256')
    .addOption(numberOption('--fps <n>', 'frames a second', 25, { least: 1, most: 60 }))
    .addOption(
      new Option('--instruments <n>', 'pictures in a clip').choices(['1', '2', 'mix']).default('mix'),
    )
    .addOption(
      numberOption(
        '--switch <share>',
        'share of two-picture clips in which both sound, one after the other',
        0.3,
        share,
      ),
    )
    .addOption(
      numberOption('--silence <share>', 'share of clips with a span in which nothing sounds', 0, share),
    )
    .addOption(
      numberOption(
        '--absent <share>',
        'share of clips with a span in which something unseen sounds',
        0,
        share,
      ),
    )
    .addOption(
      new Option('--split <part>', 'which pictures: the test split is the same for every seed')
        .choices(['all', 'train', 'test'])
        .default('all'),
    )
    .addOption(
      numberOption('--held-out-images <share>', 'share of the pictures that is the test split', 0.2, share),
    )
    .option('--sources <names>', 'sound sources to use, with commas; hold out by source, never by note')
    .option('--classes <names>', 'classes to use, with commas')
    .addOption(
      new Option('--look <kind>', 'varied: for training; clean: for showing')
        .choices(['varied', 'clean'])
        .default('varied'),
    )
    .addOption(
      numberOption('--jobs <n>', 'clips in the making at once', Math.min(8, availableParallelism()), {
        least: 1,
        most: 64,
        whole: true,
      }),
    )
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        'earsight compose --images pictures --sounds notes --out train --clips 2000 --split train --sources a,b',
        'earsight compose --images pictures --sounds notes --out test --clips 200 --split test --sources c --seed 2',
      ),
    );
}

function readFlags(flags: ComposeFlags): ComposeOptions {
  const [width, height] = readSize(flags.size);
  const names = (text: string | undefined): string[] =>
    (text ?? '')
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '');
  return {
    images: path.resolve(flags.images),
    sounds: path.resolve(flags.sounds),
    out: outFolder(flags.out),
    clips: flags.clips,
    seed: flags.seed,
    seconds: flags.seconds,
    width,
    height,
    framesPerSecond: flags.fps,
    instruments: flags.instruments,
    switchShare: flags.switch,
    silenceShare: flags.silence,
    absentShare: flags.absent,
    split: flags.split,
    heldOutImages: flags.heldOutImages,
    sources: names(flags.sources),
    classes: names(flags.classes),
    look: flags.look,
    jobs: flags.jobs,
  };
}

function readSize(text: string): [number, number] {
  const match = /^(\d+)(?:x(\d+))?$/i.exec(text);
  const size: [number, number] = [Number(match?.[1]), Number(match?.[2] ?? match?.[1])];
  if (size.every((side) => side >= 32 && side <= 2048 && side % 2 === 0)) return size;
  throw new EarsightError('invalid-input', `--size is no size: “${text}”.`, {
    field: 'size',
    allowed: 'WIDTHxHEIGHT, even numbers from 32 to 2048, e.g. 256x256',
  });
}

function inWords({ clips, seconds, timesRealTime, labels, failures }: ComposeResult): string {
  const lines = [
    `${clips.rendered} clips rendered, ${clips.kept} kept from before, in ${formatSeconds(seconds)}` +
      (clips.rendered > 0 ? ` (${timesRealTime.toFixed(0)} times faster than real time).` : '.'),
    `Labels: ${labels}`,
    ...failures.map(({ path: file, reason }) => `Not used: ${file}: ${reason}`),
  ];
  return lines.join('\n');
}

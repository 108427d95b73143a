import { availableParallelism } from 'node:os';
import path from 'node:path';
import { type Command, Option } from 'commander';
import { EarsightError } from '../../contract/errors.ts';
import { type ComposeOptions, type ComposeResult, composeVideos } from '../../services/composing/index.ts';
import { examples, jsonOption, type RegisterCommand } from '../command-line/command-line.ts';
import { formatSeconds } from '../command-line/progress-line.ts';

/** The options as commander gives them: text as typed. */
interface ComposeFlags {
  images: string;
  sounds: string;
  out: string;
  clips: string;
  seed: string;
  seconds: string;
  size: string;
  fps: string;
  instruments: ComposeOptions['instruments'];
  switch: string;
  silence: string;
  absent: string;
  split: ComposeOptions['split'];
  heldOutImages: string;
  sources?: string;
  classes?: string;
  look: ComposeOptions['look'];
  jobs: string;
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

function describe(command: Command): Command {
  return command
    .description(
      'Render labelled videos: pictures drift over backgrounds while one of them sounds. ' +
        'The labels (labels.json beside the clips) say what sounds where at which time.',
    )
    .requiredOption('--images <folder>', 'pictures, IMAGES/CLASS/*')
    .requiredOption('--sounds <folder>', 'notes or hits, SOUNDS/SOURCE/CLASS/*')
    .requiredOption('--out <folder>', 'where the clips and labels.json go; an interrupted run goes on there')
    .requiredOption('--clips <n>', 'how many clips')
    .option('--seed <n>', 'the same seed gives the same clips', '1')
    .option('--seconds <s>', 'length of a clip', '10')
    .option('--size <w>x<h>', 'picture size in pixels', '256x256')
    .option('--fps <n>', 'frames a second', '25')
    .addOption(
      new Option('--instruments <n>', 'pictures in a clip').choices(['1', '2', 'mix']).default('mix'),
    )
    .option('--switch <share>', 'share of two-picture clips in which both sound, one after the other', '0.3')
    .option('--silence <share>', 'share of clips with a span in which nothing sounds', '0')
    .option('--absent <share>', 'share of clips with a span in which something unseen sounds', '0')
    .addOption(
      new Option('--split <part>', 'which pictures: the test split is the same for every seed')
        .choices(['all', 'train', 'test'])
        .default('all'),
    )
    .option('--held-out-images <share>', 'share of the pictures that is the test split', '0.2')
    .option('--sources <names>', 'sound sources to use, with commas; hold out by source, never by note')
    .option('--classes <names>', 'classes to use, with commas')
    .addOption(
      new Option('--look <kind>', 'varied: for training; clean: for showing')
        .choices(['varied', 'clean'])
        .default('varied'),
    )
    .option('--jobs <n>', 'clips in the making at once', String(Math.min(8, availableParallelism())))
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
    out: path.resolve(flags.out),
    clips: readNumber('clips', flags.clips),
    seed: readNumber('seed', flags.seed),
    seconds: readNumber('seconds', flags.seconds),
    width,
    height,
    framesPerSecond: readNumber('fps', flags.fps),
    instruments: flags.instruments,
    switchShare: readNumber('switch', flags.switch),
    silenceShare: readNumber('silence', flags.silence),
    absentShare: readNumber('absent', flags.absent),
    split: flags.split,
    heldOutImages: readNumber('held-out-images', flags.heldOutImages),
    sources: names(flags.sources),
    classes: names(flags.classes),
    look: flags.look,
    jobs: readNumber('jobs', flags.jobs),
  };
}

function readNumber(name: string, text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) {
    throw new EarsightError('invalid-input', `--${name} is not a number: “${text}”.`, { field: name });
  }
  return value;
}

function readSize(text: string): [number, number] {
  const match = /^(\d+)(?:x(\d+))?$/i.exec(text);
  if (!match) {
    throw new EarsightError('invalid-input', `--size is no size: “${text}”.`, {
      field: 'size',
      allowed: 'WIDTHxHEIGHT, e.g. 256x256',
    });
  }
  return [Number(match[1]), Number(match[2] ?? match[1])];
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

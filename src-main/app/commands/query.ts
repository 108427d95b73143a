import { open } from 'node:fs/promises';
import { Option } from 'commander';
import { EarsightError } from '../../contract/errors.ts';
import type { Modality } from '../../contract/moments.ts';
import { cannotRead } from '../../services/errors.ts';
import { type FoundMoment, type QueryAnchor, queryLibrary } from '../../services/queries/query-library.ts';
import { examples, jsonOption, type RegisterCommand } from '../command-line/command-line.ts';
import { type EngineOptions, engineOf, withEngineOptions } from '../command-line/engine-options.ts';
import { numberOption } from '../command-line/number-option.ts';
import { printable } from '../command-line/progress-line.ts';
import { warnUntrained } from '../command-line/untrained.ts';

interface QueryOptions extends EngineOptions {
  library: string;
  video?: string;
  at?: number;
  image?: string;
  audio?: string;
  from: Modality;
  to: 'frames' | 'sounds';
  top: number;
  notFromThisVideo?: boolean;
  model?: string;
  json?: boolean;
}

/** Files to ask with are held in memory: what Node reads in one piece. */
const mostAnchorBytes = 2 ** 31 - 1;

/** `earsight query`: the moments of a library that are nearest to a frame or a sound. */
export const registerQuery: RegisterCommand = (program, line) => {
  const command = program
    .command('query')
    .description('find the frames or sounds of a library that match a frame or a sound, nearest first')
    .requiredOption('--library <dir>', 'folder of the library')
    .option('--video <path>', 'ask with a moment of this video (together with --at)')
    .addOption(
      numberOption('--at <seconds>', 'the moment of the video, or of the sound file', undefined, {
        least: 0,
      }),
    )
    .option('--image <file>', 'ask with a picture')
    .option('--audio <file>', 'ask with a sound')
    .addOption(
      new Option('--from <half>', 'what to ask with').choices(['frame', 'sound']).makeOptionMandatory(),
    )
    .addOption(
      new Option('--to <halves>', 'what to look for').choices(['frames', 'sounds']).makeOptionMandatory(),
    )
    .addOption(numberOption('--top <n>', 'how many to give', 30, { least: 1, most: 10_000, whole: true }))
    .option('--not-from-this-video', 'leave out the moments of the same video')
    .option('--model <name>', 'model the library was indexed with (the retrieval model of the settings)');
  withEngineOptions(command)
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        'earsight query --library lib --video drums.mp4 --at 3.5 --from frame --to sounds',
        'earsight query --library lib --audio bark.wav --from sound --to frames --top 5 --json',
      ),
    )
    .action((options: QueryOptions) =>
      line.run(options, async (run) => {
        const anchor = await anchorOf(options);
        const services = await run.services(engineOf(options));
        await services.context.session.open(options.library, { create: false, readOnly: true });
        const { from, to, top, model, notFromThisVideo } = options;
        const answer = await queryLibrary(
          services,
          { anchor, from, to, top, model, notFromThisVideo: notFromThisVideo ?? false },
          run.signal,
        );
        warnUntrained(run, answer);
        if (answer.searched === 0) run.note(`Nothing in this library is indexed with ${answer.model} yet.`);
        return { json: answer.found, text: describe(answer.found) };
      }),
    );
};

async function anchorOf(options: QueryOptions): Promise<QueryAnchor> {
  const given = (['video', 'image', 'audio'] as const).filter((name) => options[name] !== undefined);
  if (given.length !== 1) {
    throw new EarsightError('invalid-input', `Ask with exactly one thing; ${given.length} were given.`, {
      field: 'video',
      allowed: '--video PATH --at S, --image FILE, or --audio FILE [--at S]',
    });
  }
  if (options.video !== undefined) {
    if (options.at === undefined)
      throw new EarsightError('invalid-input', 'With --video the time is missing.', {
        field: 'at',
        allowed: '--at SECONDS',
      });
    return { video: options.video, at: options.at };
  }
  if (options.image !== undefined && options.at !== undefined) {
    throw new EarsightError('invalid-input', 'A picture has no time: --at cannot be given with --image.', {
      field: 'at',
      allowed: '--at with --video or --audio',
    });
  }
  const [field, file, half] =
    options.image !== undefined
      ? (['image', options.image, 'frame'] as const)
      : (['audio', options.audio!, 'sound'] as const);
  if (options.from !== half) {
    throw new EarsightError('invalid-input', `With --${field} the question can only come from a ${half}.`, {
      field: 'from',
      allowed: half,
    });
  }
  return { file, data: await readAnchor(file, field), at: options.at };
}

/** Throws, naming the file, for one that cannot be read or is too large to be held. */
async function readAnchor(path: string, field: 'image' | 'audio'): Promise<Uint8Array> {
  const what = field === 'image' ? 'the picture' : 'the sound';
  try {
    await using file = await open(path);
    const { size } = await file.stat();
    if (size > mostAnchorBytes) throw tooLarge(path, field);
    return await file.readFile();
  } catch (cause) {
    if (cause instanceof EarsightError) throw cause;
    throw cannotRead(what, path, cause, { field });
  }
}

function tooLarge(path: string, field: 'image' | 'audio'): EarsightError {
  const most = 'at most 2 GiB';
  return new EarsightError('invalid-input', `${path} is too large to ask with.`, {
    field,
    allowed: field === 'image' ? most : `${most}; a longer recording with --video FILE --at S`,
  });
}

function describe(found: readonly FoundMoment[]): string {
  return found
    .map(
      ({ video, at, distance }) =>
        `${distance.toFixed(4)}  ${at.toFixed(2).padStart(8)} s  ${printable(video)}`,
    )
    .join('\n');
}

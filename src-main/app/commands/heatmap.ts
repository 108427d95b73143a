import { extname, resolve } from 'node:path';
import { EarsightError } from '../../contract/errors.ts';
import type { Heatmap } from '../../contract/moments.ts';
import {
  checkSpan,
  checkSpanOrder,
  type HeatmapFormat,
  writeHeatmap,
  writeHeatmapVideo,
} from '../../services/exports/index.ts';
import { type HeatmapSound, samplesOf } from '../../services/heatmaps/index.ts';
import type { Services } from '../../services/index.ts';
import { checkTime, fileOfPath, type VideoFile } from '../../services/moments/index.ts';
import { type CommandRun, examples, jsonOption, type RegisterCommand } from '../command-line/command-line.ts';
import { type EngineOptions, engineOf, withEngineOptions } from '../command-line/engine-options.ts';
import { estimatedReport } from '../command-line/export-control.ts';
import { namingFile } from '../command-line/file-failures.ts';
import { numberOption } from '../command-line/number-option.ts';
import { outFile } from '../command-line/out-option.ts';
import { warnUntrained } from '../command-line/untrained.ts';

interface HeatmapOptions extends EngineOptions {
  video: string;
  at: number;
  sound?: string;
  soundAt?: number;
  model?: string;
  out?: string;
  mapOnly?: boolean;
  from?: number;
  to?: number;
  json?: boolean;
}

/** `earsight heatmap`: where in a frame of a video a sound comes from. */
export const registerHeatmap: RegisterCommand = (program, line) => {
  const command = program
    .command('heatmap')
    .description('say where in the picture of a video, at a time, its sound comes from')
    .requiredOption('--video <path>', 'the video; it need not be in a library')
    .addOption(
      numberOption('--at <seconds>', 'time of the frame', undefined, { least: 0 }).makeOptionMandatory(),
    )
    .option(
      '--sound <path>',
      'ask for a second of the sound of another file (with --sound-at); an .mp4 asks for it in every picture',
    )
    .addOption(numberOption('--sound-at <seconds>', 'time of that sound', undefined, { least: 0 }))
    .option('--model <name>', 'model of the network avol (the heatmap model of the settings)')
    .option('--out <file>', 'also write a picture (.png), the numbers (.npy), or the whole video (.mp4)')
    .option('--map-only', 'a .png without the frame under the map')
    .addOption(numberOption('--from <seconds>', 'where an .mp4 begins (the start)', undefined, { least: 0 }))
    .addOption(numberOption('--to <seconds>', 'where an .mp4 ends (the end)', undefined, { least: 0 }));
  withEngineOptions(command)
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        'earsight heatmap --video band.mp4 --at 12.5 --out band.png',
        'earsight heatmap --video band.mp4 --at 12.5 --sound drum.mp4 --sound-at 2 --json',
      ),
    )
    .action((options: HeatmapOptions) =>
      line.run(options, async (run) => {
        const format = checkOptions(options);
        const services = await run.services(engineOf(options));
        const heatmap = await locate(services, run, options, format);
        warnUntrained(run, heatmap);
        const { rows, columns, values, peak, score, model, untrained } = heatmap;
        return {
          json: { rows, columns, values, peak, score, model, untrained },
          text: describe(heatmap, options.out),
        };
      }),
    );
};

async function locate(
  services: Services,
  run: CommandRun,
  options: HeatmapOptions,
  format: HeatmapFormat | 'mp4' | null,
): Promise<Heatmap> {
  const { context, workbench } = services;
  const settings = context.settings.read();
  const shelved = await context.models.open(options.model ?? settings.heatmapModel);
  const file = await namingFile(options.video, () => fileOfPath(context, options.video, run.signal));
  checkTime(file, options.at);
  const span = format === 'mp4' ? checkSpan(file, options) : null;
  const sound = await soundOfOptions(services, run, options, file);
  const heatmap = await namingFile(options.video, () =>
    workbench.heatmaps.make(shelved, { file, at: options.at }, sound, run.signal),
  );
  if (format === null) return heatmap;
  const tools = await context.tools();
  const out = resolve(options.out!);
  if (format !== 'mp4') {
    await writeHeatmap(tools, out, format, heatmap, file, settings.overlay, run.signal);
    return heatmap;
  }
  const isOwn = options.sound === undefined && options.soundAt === undefined;
  const report = estimatedReport(run);
  await writeHeatmapVideo(tools, out, file, shelved, {
    span: span!,
    style: settings.overlay,
    signal: run.signal,
    report: (share) => report(share, options.out!),
    ...(isOwn ? {} : { sound: await samplesOf(workbench.reader, sound, run.signal) }),
  });
  return heatmap;
}

async function soundOfOptions(
  { context }: Services,
  run: CommandRun,
  { sound, soundAt, at }: HeatmapOptions,
  file: VideoFile,
): Promise<HeatmapSound> {
  if (sound === undefined) {
    if (soundAt !== undefined) checkTime(file, soundAt, 'sound-at');
    return { file, at: soundAt ?? at };
  }
  const other = await namingFile(sound, () => fileOfPath(context, sound, run.signal));
  checkTime(other, soundAt!, 'sound-at');
  return { file: other, at: soundAt! };
}

/** Checks what can be said before anything is read, and gives what is to be written. Throws `invalid-input`. */
function checkOptions(options: HeatmapOptions): HeatmapFormat | 'mp4' | null {
  const { out, sound, soundAt, mapOnly, from, to } = options;
  const format = out === undefined ? null : formatOf(out, mapOnly ?? false);
  if (out !== undefined) outFile(out);
  if (sound !== undefined && soundAt === undefined)
    throw wrongUse('With --sound its time is missing.', 'sound-at', '--sound-at SECONDS');
  if (mapOnly && format !== 'map-png')
    throw wrongUse('Only a picture can be of the map alone.', 'map-only', 'with --out FILE.png');
  if ((from !== undefined || to !== undefined) && format !== 'mp4')
    throw wrongUse('Only a video has a span.', from === undefined ? 'to' : 'from', 'with --out FILE.mp4');
  checkSpanOrder(options);
  return format;
}

function formatOf(out: string, mapOnly: boolean): HeatmapFormat | 'mp4' {
  const extension = extname(out).toLowerCase();
  if (extension === '.png') return mapOnly ? 'map-png' : 'overlay-png';
  if (extension === '.npy') return 'npy';
  if (extension === '.mp4') return 'mp4';
  throw wrongUse(`${out} has no ending that says what to write.`, 'out', '.png, .npy, .mp4');
}

function wrongUse(message: string, field: string, allowed: string): EarsightError {
  return new EarsightError('invalid-input', message, { field, allowed });
}

function describe(heatmap: Heatmap, out: string | undefined): string {
  const { values, peak, score } = heatmap;
  const shades = ' ·:-=+*#%@';
  const rows = Array.from({ length: 14 }, (_, row) =>
    values
      .slice(row * 14, row * 14 + 14)
      .map((value) => shades[Math.min(9, Math.floor(value * 10))]!.repeat(2))
      .join(''),
  );
  return [
    ...rows,
    `Peak ${peak.score.toFixed(3)} at x ${peak.x.toFixed(3)}, y ${peak.y.toFixed(3)}; score ${score.toFixed(3)}.`,
    ...(out === undefined ? [] : [`Written: ${out}`]),
  ].join('\n');
}

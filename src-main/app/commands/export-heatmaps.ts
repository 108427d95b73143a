import { join, resolve } from 'node:path';
import { Option } from 'commander';
import { EarsightError } from '../../contract/errors.ts';
import { momentTimes } from '../../media/index.ts';
import { toEarsightError } from '../../services/errors.ts';
import {
  checkSpan,
  checkSpanOrder,
  exportName,
  exportStems,
  type HeatmapFormat,
  heatmapFormats,
  writeHeatmap,
  writeHeatmapVideo,
} from '../../services/exports/index.ts';
import { locating } from '../../services/heatmaps/index.ts';
import type { Services } from '../../services/index.ts';
import type { ShelvedModel } from '../../services/models/index.ts';
import { fileOfPath, type VideoFile } from '../../services/moments/index.ts';
import { type CommandRun, examples, jsonOption, type RegisterCommand } from '../command-line/command-line.ts';
import { type EngineOptions, engineOf, withEngineOptions } from '../command-line/engine-options.ts';
import { estimatedReport } from '../command-line/export-control.ts';
import { describeFailures, type FileFailure, fileFailure } from '../command-line/file-failures.ts';
import { numberOption } from '../command-line/number-option.ts';
import { inOutFolder, outFolder } from '../command-line/out-option.ts';
import { warnUntrained } from '../command-line/untrained.ts';

interface HeatmapsOptions extends EngineOptions {
  out: string;
  format: HeatmapFormat | 'mp4';
  rate?: number;
  from?: number;
  to?: number;
  model?: string;
  json?: boolean;
}

/** `earsight export heatmaps VIDEO…`: heatmaps along whole videos. */
export const registerExportHeatmaps: RegisterCommand = (parent, line) => {
  const command = parent
    .command('heatmaps')
    .description('write the heatmaps of videos: pictures or numbers at a steady rate, or a video each')
    .argument('<videos...>', 'the videos; they need not be in a library')
    .requiredOption('--out <dir>', 'folder to write into; made when it is not there')
    .addOption(
      new Option('--format <format>', 'what to write')
        .choices([...heatmapFormats, 'mp4'])
        .default('overlay-png'),
    )
    .addOption(
      numberOption('--rate <per-second>', 'pictures or arrays a second (1)', undefined, {
        least: 0.01,
        most: 25,
      }),
    )
    .addOption(numberOption('--from <seconds>', 'where to begin (the start)', undefined, { least: 0 }))
    .addOption(numberOption('--to <seconds>', 'where to end (the end)', undefined, { least: 0 }))
    .option('--model <name>', 'model of the network avol (the heatmap model of the settings)');
  withEngineOptions(command)
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples('earsight export heatmaps band.mp4 --out maps --format mp4 --from 10 --to 20'),
    )
    .action((videos: string[], options: HeatmapsOptions) =>
      line.run(options, async (run) => {
        checkSpanOrder(options);
        checkRate(options);
        const out = outFolder(options.out);
        const services = await run.services(engineOf(options));
        const { context } = services;
        const shelved = await context.models.open(options.model ?? context.settings.read().heatmapModel);
        locating(shelved);
        const { files, failures } = await inOutFolder(out, () =>
          exportAll({ services, run, shelved, options, out }, videos),
        );
        const { name: model, untrained } = shelved.info;
        warnUntrained(run, { model, untrained });
        return {
          json: { files, failures, model, untrained },
          failed: files.length === 0,
          text: [...files, ...describeFailures(failures)].join('\n'),
        };
      }),
    );
};

function checkRate({ format, rate }: HeatmapsOptions): void {
  if (rate === undefined || format !== 'mp4') return;
  throw new EarsightError('invalid-input', 'An mp4 has the frame rate of its video.', {
    field: 'rate',
    allowed: `--rate with --format ${heatmapFormats.join(', ')}`,
  });
}

interface Parts {
  readonly services: Services;
  readonly run: CommandRun;
  readonly shelved: ShelvedModel;
  readonly options: HeatmapsOptions;
  readonly out: string;
}

/** A video that cannot be read is reported, and the others go on; what was written of it before stays. */
async function exportAll(
  parts: Parts,
  videos: readonly string[],
): Promise<{ files: string[]; failures: FileFailure[] }> {
  const { services, run } = parts;
  const files: string[] = [];
  const failures: FileFailure[] = [];
  const stems = exportStems([...new Set(videos.map((path) => resolve(path)))]);
  const report = estimatedReport(run);
  let done = 0;
  for (const [path, stem] of stems) {
    const tell = (share: number): void => report((done + share) / stems.size, path);
    try {
      const file = await fileOfPath(services.context, path, run.signal);
      for await (const written of exportOne(parts, file, stem, tell)) files.push(written);
    } catch (error) {
      failures.push(fileFailure(path, fullDrive(error, parts.out, files.length)));
    }
    done++;
  }
  return { files, failures };
}

/** An error of a full drive as one that says which: what writes the file may know nothing of its place. */
function fullDrive(thrown: unknown, out: string, before: number): unknown {
  if (toEarsightError(thrown).code !== 'out-of-space') return thrown;
  const message = `--out: the drive of ${out} is full; ${before} files were written before.`;
  return new EarsightError('out-of-space', message, { field: 'out', cause: thrown });
}

/** Writes the files of one video and gives the path of each once it is written. */
async function* exportOne(
  { services: { context, workbench }, run, shelved, options, out }: Parts,
  file: VideoFile,
  stem: string,
  report: (share: number) => void,
): AsyncGenerator<string> {
  const { format, rate = 1 } = options;
  const tools = await context.tools();
  const style = context.settings.read().overlay;
  const span = checkSpan(file, options);
  if (format === 'mp4') {
    const path = join(out, exportName({ stem }, 'heatmap.mp4', options.from, options.to));
    await writeHeatmapVideo(tools, path, file, shelved, { span, style, signal: run.signal, report });
    yield path;
    return;
  }
  const extension = { 'overlay-png': 'png', 'map-png': 'map.png', npy: 'npy' }[format];
  const times = momentTimes(file.probe.durationSeconds, rate).filter(
    (at) => at >= span.fromSeconds && at <= span.toSeconds,
  );
  if (times.length === 0) {
    throw new EarsightError('invalid-input', `No moment of ${rate} a second lies in that span.`, {
      field: 'rate',
      allowed: 'a higher --rate, or a longer span',
    });
  }
  for (const [index, at] of times.entries()) {
    run.signal.throwIfAborted();
    const heatmap = await workbench.heatmaps.make(shelved, { file, at }, { file, at }, run.signal);
    const path = join(out, exportName({ stem }, extension, at));
    await writeHeatmap(tools, path, format, heatmap, file, style, run.signal);
    yield path;
    report((index + 1) / times.length);
  }
}

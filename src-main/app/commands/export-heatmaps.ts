import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Option } from 'commander';
import { momentTimes } from '../../media/index.ts';
import {
  exportName,
  exportStems,
  type HeatmapFormat,
  heatmapFormats,
  writeHeatmap,
  writeHeatmapVideo,
} from '../../services/exports/index.ts';
import type { Services } from '../../services/index.ts';
import type { ShelvedModel } from '../../services/models/index.ts';
import { checkTime, fileOfPath, type VideoFile } from '../../services/moments/index.ts';
import { type CommandRun, examples, jsonOption, type RegisterCommand } from '../command-line/command-line.ts';
import { numberOption } from '../command-line/number-option.ts';
import { warnUntrained } from '../command-line/untrained.ts';

interface HeatmapsOptions {
  out: string;
  format: HeatmapFormat | 'mp4';
  rate: number;
  from?: number;
  to?: number;
  model?: string;
  json?: boolean;
}

/** `earsight export heatmaps VIDEO…`: heatmaps along whole videos. */
export const registerExportHeatmaps: RegisterCommand = (parent, line) => {
  parent
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
      numberOption('--rate <per-second>', 'pictures or arrays a second', 1, { least: 0.01, most: 25 }),
    )
    .addOption(numberOption('--from <seconds>', 'where to begin (the start)', undefined, { least: 0 }))
    .addOption(numberOption('--to <seconds>', 'where to end (the end)', undefined, { least: 0 }))
    .option('--model <name>', 'model of the network avol (the heatmap model of the settings)')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples('earsight export heatmaps band.mp4 --out maps --format mp4 --from 10 --to 20'),
    )
    .action((videos: string[], options: HeatmapsOptions) =>
      line.run(options, async (run) => {
        const services = await run.services();
        const { context } = services;
        const shelved = await context.models.open(options.model ?? context.settings.read().heatmapModel);
        const out = resolve(options.out);
        await mkdir(out, { recursive: true });
        const files: string[] = [];
        const stems = exportStems([...new Set(videos.map((path) => resolve(path)))]);
        for (const [path, stem] of stems) {
          const file = await fileOfPath(context, path, run.signal);
          files.push(...(await exportOne(services, run, { file, stem }, shelved, options, out)));
        }
        const { name: model, untrained } = shelved.info;
        warnUntrained(run, { model, untrained });
        return { json: { files, model, untrained }, text: files.join('\n') };
      }),
    );
};

async function exportOne(
  { context, workbench }: Services,
  run: CommandRun,
  { file, stem }: { file: VideoFile; stem: string },
  shelved: ShelvedModel,
  options: HeatmapsOptions,
  out: string,
): Promise<string[]> {
  const { format } = options;
  const tools = await context.tools();
  const style = context.settings.read().overlay;
  const span = { fromSeconds: options.from ?? 0, toSeconds: options.to ?? file.probe.durationSeconds };
  checkTime(file, span.fromSeconds, 'from');
  checkTime(file, span.toSeconds, 'to');
  const report = (share: number): void => run.progress.show(share, null, file.path);
  if (format === 'mp4') {
    const path = join(out, exportName({ stem }, 'heatmap.mp4', options.from, options.to));
    await writeHeatmapVideo(tools, path, file, shelved, { span, style, signal: run.signal, report });
    return [path];
  }
  const extension = { 'overlay-png': 'png', 'map-png': 'map.png', npy: 'npy' }[format];
  const times = momentTimes(file.probe.durationSeconds, options.rate).filter(
    (at) => at >= span.fromSeconds && at <= span.toSeconds,
  );
  const files: string[] = [];
  for (const [index, at] of times.entries()) {
    run.signal.throwIfAborted();
    const heatmap = await workbench.heatmaps.make(shelved, { file, at }, { file, at }, run.signal);
    const path = join(out, exportName({ stem }, extension, at));
    await writeHeatmap(tools, path, format, heatmap, file, style, run.signal);
    files.push(path);
    report((index + 1) / times.length);
  }
  return files;
}

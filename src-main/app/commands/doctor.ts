import type { DoctorReport } from '../../contract/models.ts';
import { examine } from '../../services/doctor/index.ts';
import { examples, jsonOption, type RegisterCommand } from '../command-line/command-line.ts';

/** `earsight doctor`: what this installation is made of, and what is missing. */
export const registerDoctor: RegisterCommand = (program, line) => {
  program
    .command('doctor')
    .description('say what is installed, which device the engine uses, and what is missing')
    .option('--library <dir>', 'also open this library')
    .addOption(jsonOption())
    .addHelpText('after', examples('earsight doctor', 'earsight doctor --json | jq .engine'))
    .action((options: { library?: string; json?: boolean }) =>
      line.run(options, async (run) => {
        const services = await run.services();
        if (options.library !== undefined)
          await services.context.session.open(options.library, { create: false, readOnly: true });
        const report = await examine(services.context);
        return { json: report, text: describe(report), failed: report.ffmpeg === null };
      }),
    );
};

function describe(report: DoctorReport): string {
  const { ffmpeg, engine, models } = report;
  return [
    `Earsight  ${report.earsight}`,
    `Node      ${report.node}${report.electron ? `, Electron ${report.electron}` : ''}`,
    `ffmpeg    ${ffmpeg ? `${ffmpeg.version}  (${ffmpeg.path})` : `none: ${report.ffmpegProblem ?? 'not found'}`}`,
    `Engine    ${engine.runtime} on ${engine.device}, ${engine.threads} threads`,
    ...engine.providers.map(({ name, state, reason }) => `          ${name}: ${state} (${reason})`),
    `Library   ${report.library ?? 'none open'}`,
    'Models',
    ...models.map(
      (model) =>
        `          ${model.name}: ${model.network}, width ${model.width}${model.untrained ? ', UNTRAINED' : ''}`,
    ),
  ].join('\n');
}

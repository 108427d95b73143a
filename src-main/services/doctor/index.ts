import type { Handlers } from '../../contract/contract.ts';
import type { DoctorReport } from '../../contract/models.ts';
import type { ServiceContext } from '../context.ts';
import { toEarsightError } from '../errors.ts';
import { engineInfo } from './engine-info.ts';

/** `app.doctor` and `engine.info`. */
export function doctorHandlers(context: ServiceContext): Partial<Handlers> {
  return {
    'app.doctor': () => examine(context),
    'engine.info': () => engineInfo(context),
  };
}

/** What this installation is made of, and what is missing. */
export async function examine(context: ServiceContext): Promise<DoctorReport> {
  return {
    earsight: context.folders.version,
    node: process.versions.node,
    electron: process.versions.electron ?? null,
    ...(await findFfmpeg(context)),
    engine: await engineInfo(context),
    models: context.models.list(),
    library: context.session.peek()?.folder ?? null,
  };
}

/** A machine without ffmpeg is a finding of the examination, not its failure. */
async function findFfmpeg(context: ServiceContext): Promise<Pick<DoctorReport, 'ffmpeg' | 'ffmpegProblem'>> {
  try {
    const { path, version } = (await context.tools()).ffmpeg;
    return { ffmpeg: { path, version }, ffmpegProblem: null };
  } catch (thrown) {
    const { code, message, allowed } = toEarsightError(thrown);
    if (code !== 'missing-program') throw thrown;
    return { ffmpeg: null, ffmpegProblem: allowed ? `${message} Allowed: ${allowed}.` : message };
  }
}

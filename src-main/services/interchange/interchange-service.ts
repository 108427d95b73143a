import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import type { Handlers } from '../../contract/contract.ts';
import {
  annotationExport,
  clipExport,
  type ImportReport,
  importReport,
  type interchangeMethods,
} from '../../contract/interchange.ts';
import { id } from '../../contract/values.ts';
import { accountName } from '../annotations/editor.ts';
import type { ServiceContext } from '../context.ts';
import type { JobControl } from '../jobs/index.ts';
import { cacheFolder } from '../libraries/index.ts';
import { fileOfVideo } from '../moments/index.ts';
import { exportAnnotations } from './export-annotations.ts';
import { exportClips } from './export-clips.ts';
import { applyImport, newLabels, prepareImport, readImportFile, reportOf } from './import-annotations.ts';
import { frameTimesOf } from './library-videos.ts';
import { formatNamed, interchangeFormats } from './registry.ts';

const importRequest = z.object({
  path: z.string(),
  /** The file is a copy of ours, made because a page in a browser has no path to give. */
  temporary: z.boolean().default(false),
  format: z.string().optional(),
  video: id.optional(),
  author: z.string(),
});

type ImportRequest = z.output<typeof importRequest>;

/** `interchange.*`, and how their jobs are done. */
export function interchangeHandlers(
  context: ServiceContext,
): Pick<Handlers, keyof typeof interchangeMethods> {
  const { jobs, session } = context;
  jobs.define('import', {
    request: importRequest,
    title: ({ path }) => `Import ${basename(path)}`,
    isBrief: true,
    run: (request, control) => runImport(context, request, control),
  });
  jobs.define('export-annotations', {
    request: annotationExport,
    title: ({ format }) => `Export annotations as ${formatNamed(format, 'write').name}`,
    isBrief: true,
    run: (request, control) => exportAnnotations(context, request, control),
  });
  jobs.define('export-clips', {
    request: clipExport,
    title: () => 'Cut a clip for each span',
    isBrief: true,
    run: (request, control) => exportClips(context, request, control),
  });
  return {
    'interchange.formats': () =>
      interchangeFormats.map(({ id: format, name, extensions, read, write }) => ({
        id: format,
        name,
        extensions: [...extensions],
        canImport: read !== undefined,
        canExport: write !== undefined,
      })),
    'interchange.frameTimes': async ({ video }, signal) => {
      const file = await fileOfVideo(context, video, signal);
      const times = await frameTimesOf(await context.tools(signal), file, signal);
      return { times: times && new Uint8Array(Float64Array.from(times).buffer) };
    },
    'interchange.preview': async ({ file, ...choices }, signal) => {
      const given =
        'path' in file ? await readImportFile(resolve(file.path)) : { name: file.name, bytes: file.data };
      const ready = await prepareImport(context, given, choices, { signal });
      return reportOf(ready, newLabels(session.current().store, ready));
    },
    'interchange.import': async ({ file, author, ...choices }) => {
      if (choices.format !== undefined) formatNamed(choices.format, 'read');
      const own = 'path' in file ? { path: resolve(file.path) } : await keepCopy(context, file);
      return { job: jobs.start('import', { ...own, ...choices, author: author ?? accountName() }).id };
    },
    'interchange.export': (request) => {
      formatNamed(request.format, 'write');
      return { job: jobs.start('export-annotations', request).id };
    },
    'interchange.clips': (request) => ({ job: jobs.start('export-clips', request).id }),
  };
}

/** Keeps dropped content until the job, which may outlive this process, has read it. */
async function keepCopy(context: ServiceContext, file: { name: string; data: Uint8Array }) {
  const folder = join(cacheFolder(context.session.current().folder), 'imports', randomUUID());
  await mkdir(folder, { recursive: true });
  const name = file.name.replace(/[/\\:\p{Cc}]/gu, '_').replace(/^\.+/, '_');
  const path = join(folder, name);
  await writeFile(path, file.data);
  return { path, temporary: true };
}

async function runImport(
  context: ServiceContext,
  { path, temporary, author, ...choices }: ImportRequest,
  control: JobControl,
): Promise<ImportReport> {
  // The report is noted in the transaction of the import itself: with it there, a killed run had done its work.
  const done = importReport.safeParse(control.checkpoint);
  const report = done.success ? done.data : await importOnce();
  if (temporary) await rm(dirname(path), { recursive: true, force: true });
  return report;

  async function importOnce(): Promise<ImportReport> {
    control.report(null, basename(path));
    const file = await readImportFile(path);
    const ready = await prepareImport(context, file, choices, {
      signal: control.signal,
      gate: () => control.gate(),
      report: (video) => control.report(null, `Reading the frame times of ${video}`),
    });
    await control.gate();
    return applyImport(context, ready, author, (made) => control.saveCheckpoint(made));
  }
}

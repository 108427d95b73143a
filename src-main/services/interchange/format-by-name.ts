import { InterchangeError } from './errors.ts';
import { constantClock } from './frame-clock.ts';
import { decodeText } from './source-text.ts';
import type { ImportContext, ImportFile, InterchangeFormat, VideoReference } from './types.ts';

/** Stands for whatever video a file names, so that reading it on trial fails at the file's own faults only. */
const anyVideo: VideoReference = {
  video: 'any',
  absolutePath: '/any',
  durationSeconds: 3600,
  displayWidth: 1920,
  displayHeight: 1080,
  framesPerSecond: 25,
  variableFrameRate: false,
  clock: constantClock(25, 3600),
};
const anyLibrary: ImportContext = {
  findVideo: () => anyVideo,
  defaultVideo: anyVideo,
  audioSetName: () => null,
};

/**
 * The format of a file whose content is not recognised, out of those that its name allows: the first that reads an
 * annotation in it, else the error of the one that gets furthest, which says most of what is wrong.
 * @throws InterchangeError always where no candidate reads anything
 */
export function formatByName(file: ImportFile, candidates: readonly InterchangeFormat[]): InterchangeFormat {
  const failures: { format: InterchangeFormat; error: InterchangeError }[] = [];
  for (const format of candidates) {
    try {
      if (format.read && format.read(file, anyLibrary).annotations.length > 0) return format;
    } catch (error) {
      if (!(error instanceof InterchangeError)) throw error;
      failures.push({ format, error });
    }
  }
  const likeness = likenessOf(file);
  const ranked = failures.map((failure) => ({
    ...failure,
    line: failure.error.line ?? 0,
    likeness: likeness(failure.format),
  }));
  const best = ranked.sort((one, other) => other.line - one.line || other.likeness - one.likeness)[0];
  if (!best) {
    throw new InterchangeError('unsupported-format', `${file.name} is of no format that can be imported`, {
      field: 'format',
    });
  }
  const { format, error } = best;
  // What is no JSON at all is so for every candidate.
  const alone = failures.filter((other) => other.error.message === error.message).length === 1;
  const readAs = alone ? `read as ${format.name}, since ` : '';
  const reason = `${error.reason} (${readAs}the content is of no known format)`;
  const place = { field: error.field ?? 'file', line: error.line };
  throw new InterchangeError(error.code as 'invalid-input', reason, place, error.allowed);
}

/** How many of a file's first lines a format takes for its own beginning: a broken line may be the very first. */
function likenessOf(file: ImportFile): (format: InterchangeFormat) => number {
  let lines: string[] | null = null;
  return ({ recognise }) => {
    lines ??= startOf(file).split('\n').slice(1, 21);
    return lines.filter((start) => recognise && recognise({ name: '', start }) > 0).length;
  };
}

function startOf(file: ImportFile): string {
  try {
    return decodeText({ name: file.name, bytes: file.bytes.subarray(0, 1 << 14) });
  } catch {
    return ''; // no text: every candidate has said so
  }
}

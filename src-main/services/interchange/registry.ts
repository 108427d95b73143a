import { EarsightError } from '../../contract/errors.ts';
import { formatByName } from './format-by-name.ts';
import { audacity } from './formats/audacity.ts';
import { audioSet } from './formats/audioset.ts';
import { coco, kwcoco } from './formats/coco/index.ts';
import { cvat } from './formats/cvat/index.ts';
import { elan } from './formats/elan/index.ts';
import { labelStudio } from './formats/label-studio/index.ts';
import { losslessCutCsv, losslessCutTsv } from './formats/losslesscut.ts';
import { otio } from './formats/otio.ts';
import { raven } from './formats/raven.ts';
import { srt } from './formats/srt.ts';
import { vggSs } from './formats/vgg-ss.ts';
import { via } from './formats/via/index.ts';
import { webvtt } from './formats/webvtt.ts';
import { decodeText } from './source-text.ts';
import type { ImportFile, InterchangeFormat } from './types.ts';

/** All formats, in the order in which they are offered. */
export const interchangeFormats: readonly InterchangeFormat[] = [
  via,
  coco,
  kwcoco,
  cvat,
  labelStudio,
  elan,
  audacity,
  raven,
  audioSet,
  vggSs,
  webvtt,
  srt,
  losslessCutCsv,
  losslessCutTsv,
  otio,
];

/** The format of a name that can do what is asked. @throws EarsightError naming those that can. */
export function formatNamed(id: string, use: 'read' | 'write'): InterchangeFormat {
  const format = interchangeFormats.find((candidate) => candidate.id === id && candidate[use]);
  if (format) return format;
  const verb = use === 'read' ? 'imported' : 'exported';
  throw new EarsightError('unsupported-format', `The format ${JSON.stringify(id)} cannot be ${verb}.`, {
    field: 'format',
    allowed: interchangeFormats.flatMap((candidate) => (candidate[use] ? [candidate.id] : [])).join(', '),
  });
}

const startLength = 1 << 16;

/**
 * The format of a file by its content; the name decides between equals, and alone where the content looks like none.
 * @throws InterchangeError `unsupported-format` when no format has such a name either; else the error of the format
 * that it comes nearest to, with line and field.
 */
export function recogniseFormat(file: ImportFile): InterchangeFormat {
  const cut = file.bytes.subarray(0, startLength);
  // A character cut in two would make the whole start look like another encoding.
  const whole = cut.length < file.bytes.length ? cut.findLastIndex((byte) => byte < 0x80) + 1 : cut.length;
  const bytes = cut.subarray(0, whole || cut.length);
  const start = decodeText({ name: file.name, bytes });
  const name = file.name.toLowerCase();
  const scored = interchangeFormats
    .map((format) => {
      const content = format.read && format.recognise ? format.recognise({ name, start }) : 0;
      const named = format.extensions.some((extension) => name.endsWith(extension)) ? 0.04 : 0;
      return { format, score: content > 0 ? content + named : 0 };
    })
    .sort((one, other) => other.score - one.score);
  const best = scored[0];
  if (best && best.score > 0) return best.format;
  return formatByName(
    file,
    interchangeFormats.filter(({ extensions, read }) => read && extensions.some((end) => name.endsWith(end))),
  );
}

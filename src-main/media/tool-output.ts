/** Parsers of what ffmpeg and ffprobe say of themselves and of their failures: pure functions on their text. */

/**
 * Version and libavutil major of the output of `-version`; null when it is not that of the program named. Builds made
 * from git carry no release number, so options are chosen by libavutil.
 */
export const parseVersion = (
  program: string,
  output: string,
): { version: string; libavutil: number } | null => {
  const version = new RegExp(`^${program} version (\\S+)`, 'm').exec(output)?.[1];
  const libavutil = /^libavutil +(\d+)\./m.exec(output)?.[1];
  return version === undefined || libavutil === undefined ? null : { version, libavutil: Number(libavutil) };
};

/** Names of the encoders in the output of `-encoders`. */
export const parseEncoders = (output: string): Set<string> => {
  const names = new Set<string>();
  for (const line of output.split('\n')) {
    const name = /^ [VAS][F.][S.][X.][B.][D.] (\S+)/.exec(line)?.[1];
    if (name !== undefined && name !== '=') names.add(name);
  }
  return names;
};

// Where a message came from: `[mov,mp4 @ 0x55d0] ` in front, the file's name before the last sentence.
const origin = /^(?:\[[^\]]* @ (?:0x)?[0-9a-f]+\] )+/;
// Said after the real reason, or of no help to anyone.
const hollow =
  /^(?:Conversion failed!|Error marking filters as finished|(?:In|Out)put #|Stream mapping|Error while decoding stream|Error opening input files?|Output file #?\d* ?is empty|Nothing was written|Codec AVOption|\[info\]|frame=|size=|video:|Error submitting|Error initializing filters|Task finished|Terminating thread|Exiting|Press \[q\])/;

// The commonest reasons in words that need no knowledge of formats.
const plainWords: readonly (readonly [RegExp, string])[] = [
  [/moov atom not found/, 'Its index is missing: it is cut off, was never finished, or is no video at all.'],
  [/^Invalid data found when processing input/, 'It is damaged, or neither video nor sound.'],
  [/^End of file/, 'It is cut off.'],
  [/exceeds specified max pixel count/, 'Its picture is too large: more than 210 megapixels.'],
  [/^Cannot allocate memory/, 'It is damaged: it claims a size that no memory holds.'],
  [/^Permission denied/, 'It may not be read.'],
  [/^Input\/output error/, 'Reading it failed: it is damaged, or its disk is.'],
  [
    /^(?:Cannot determine format of input stream|Could not open (?:codec|encoder)|No filtered frames)/,
    'Nothing in it can be decoded.',
  ],
];

/**
 * The sentence among ffmpeg's last lines that tells a person most: plain words for the commonest reasons, else its own
 * without addresses and paths.
 */
export const failureReason = (lines: readonly string[]): string => {
  const told = lines
    // Indented lines describe the file: its title must not pass for a reason.
    .filter((line) => !line.startsWith(' '))
    .map((line) => line.trim().replace(origin, ''))
    .map((line) => line.replace(/^(?:Error opening input: |.*(?:file|pipe):.*: (?=[A-Z]))/, ''))
    .filter((line) => line !== '' && !hollow.test(line));
  for (const [pattern, words] of plainWords) {
    if (told.some((line) => pattern.test(line))) return words;
  }
  return told.at(-1)?.slice(0, 300) ?? 'ffmpeg could not read it and gave no reason.';
};

/** The name of the container that ffmpeg recognised but was not allowed to open; null when that was not the trouble. */
export const refusedFormat = (lines: readonly string[]): string | null => {
  for (const line of lines) {
    const name = /^\[(\S+) @ (?:0x)?[0-9a-f]+\].* [Ff]ormat not on whitelist/.exec(line)?.[1];
    if (name !== undefined) return name;
  }
  return null;
};

/** Whether the file it wrote lacks its end: on a full drive some versions say so and end with code 0 all the same. */
export const isCutOff = (lines: readonly string[]): boolean =>
  lines.some((line) => /^Error writing trailer of (?!pipe:)|: No space left on device$/.test(line));

/** The codec that this ffmpeg has no decoder for, by a name or a tag; null when that was not the trouble. */
export const unknownCodec = (lines: readonly string[]): string | null => {
  for (const line of lines) {
    const name = /Decoder \(codec (\S+)\) not found|^Unsupported codec with id (\d+)/.exec(
      line.replace(origin, ''),
    );
    if (name !== null) return name[1] ?? name[2] ?? null;
  }
  return null;
};

/** Seconds written so far by a line of `-progress`; null for its other lines and while nothing was written. */
export const parseProgress = (line: string): number | null => {
  const match = /^out_time=(-?)(\d+):(\d\d):(\d\d(?:\.\d+)?)$/.exec(line.trim());
  if (match === null) return null;
  const seconds = Number(match[2]) * 3600 + Number(match[3]) * 60 + Number(match[4]);
  return match[1] === '-' ? 0 : seconds;
};

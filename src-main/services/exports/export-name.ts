import { basename, extname } from 'node:path';

/** Bytes of a name that every file system in use can hold, ending and `.part` included. */
const longestName = 200;

/**
 * The name of an exported file: that of the video without its ending, the times in seconds, the new ending.
 * Characters that some file system refuses become `_`.
 */
export function exportName(videoPath: string, extension: string, ...times: (number | undefined)[]): string {
  const stem = basename(videoPath, extname(videoPath))
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
    .replace(/[\u0000-\u001f<>:"/\\|?*]/g, '_')
    .replace(/^[-.]/, '_');
  const said = times.filter((time) => time !== undefined).map((time) => `-${time.toFixed(2)}s`);
  let short = stem;
  while (Buffer.byteLength(short) > longestName) short = [...short].slice(0, -1).join('');
  return `${short}${said.join('')}.${extension}`;
}

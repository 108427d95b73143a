const videoExtensions = new Set(
  (
    'mp4 m4v mov qt mkv webm avi divx mpg mpeg mpe m1v m2v vob ts mts m2ts m2t tod mod mxf gxf wmv asf flv f4v ' +
    '3gp 3g2 ogv ogm dv rm rmvb mjpg mjpeg y4m nut wtv'
  ).split(' '),
);

const audioExtensions = new Set(
  'wav wave w64 rf64 bwf mp3 mp2 m4a m4b aac flac ogg oga opus wma aif aiff aifc caf au snd ac3 eac3 amr mka wv ape tta dsf'.split(
    ' ',
  ),
);

/** Extensions that mean something else as often: these files are looked into before they count. */
const ambiguousExtensions = new Set(['ts', 'mts', 'mod', 'tod', 'snd', 'rm']);

/** What a file's name promises: `video`, `audio` or neither. */
export function kindByName(name: string): 'video' | 'audio' | null {
  const extension = extensionOf(name);
  if (videoExtensions.has(extension)) return 'video';
  return audioExtensions.has(extension) ? 'audio' : null;
}

/** Whether the name alone does not tell: `.ts` is a transport stream or TypeScript. */
export function isAmbiguous(name: string): boolean {
  return ambiguousExtensions.has(extensionOf(name));
}

/**
 * Whether the first bytes of a file with an ambiguous extension are those of media: a transport stream has its
 * sync byte at the start, or after a four-byte timecode (`.mts`); the others begin with a program stream's pack
 * header, or with the magic of RealMedia or of Sun's sound files.
 */
export function looksLikeMedia(head: Uint8Array): boolean {
  if ((head[0] === 0x47 && head[188] === 0x47) || (head[4] === 0x47 && head[196] === 0x47)) return true;
  const start = String.fromCharCode(...head.subarray(0, 4));
  return start === '\0\0\x01\xba' || start === '.RMF' || start === '.snd';
}

function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? '' : name.slice(dot + 1).toLowerCase();
}

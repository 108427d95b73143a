/** Where the picture of an instrument comes from. */
export interface DemoPicture {
  className: string;
  /** `openclipart`: below /usr/share/openclipart/png; `fluent`: below the package's assets. */
  from: 'openclipart' | 'fluent';
  file: string;
}

/** Pictures of the demo clips, one or two an instrument. */
export const demoPictures: readonly DemoPicture[] = [
  { className: 'accordion', from: 'fluent', file: '1fa97.webp' },
  { className: 'banjo', from: 'fluent', file: '1fa95.webp' },
  { className: 'drums', from: 'openclipart', file: 'recreation/music/drums_jarno_vasamaa_.png' },
  { className: 'flute', from: 'openclipart', file: 'recreation/music/flute_ganson.png' },
  { className: 'guitar', from: 'openclipart', file: 'recreation/music/guitar_jarno_vasamaa1.png' },
  { className: 'guitar', from: 'openclipart', file: 'recreation/music/guitar_jarno_vasamaa2.png' },
  { className: 'harp', from: 'openclipart', file: 'recreation/music/harp2_ganson.png' },
  { className: 'harp', from: 'openclipart', file: 'recreation/music/harp1_ganson.png' },
  { className: 'piano', from: 'openclipart', file: 'recreation/music/piano_geraint_luff_01.png' },
  { className: 'saxophone', from: 'fluent', file: '1f3b7.webp' },
  { className: 'trombone', from: 'openclipart', file: 'recreation/music/tenor_trombone_ganson.png' },
  { className: 'trumpet', from: 'openclipart', file: 'recreation/music/trumpet_b_flat_colour_ganso.png' },
  { className: 'trumpet', from: 'fluent', file: '1f3ba.webp' },
  { className: 'violin', from: 'openclipart', file: 'recreation/music/violin_colour_ganson.png' },
  { className: 'violin', from: 'fluent', file: '1f3bb.webp' },
  { className: 'xylophone', from: 'openclipart', file: 'recreation/music/xylophone_ganson.png' },
];

/** General MIDI programs (counted from 0) of each class, with their bank: 128 holds the drum kits. */
export const demoPrograms: Readonly<Record<string, readonly { bank: number; program: number }[]>> = {
  accordion: [{ bank: 0, program: 21 }],
  banjo: [{ bank: 0, program: 105 }],
  drums: [{ bank: 128, program: 0 }],
  flute: [{ bank: 0, program: 73 }],
  guitar: [
    { bank: 0, program: 24 },
    { bank: 0, program: 25 },
  ],
  harp: [{ bank: 0, program: 46 }],
  piano: [{ bank: 0, program: 0 }],
  saxophone: [{ bank: 0, program: 65 }],
  trombone: [{ bank: 0, program: 57 }],
  trumpet: [{ bank: 0, program: 56 }],
  violin: [{ bank: 0, program: 40 }],
  xylophone: [{ bank: 0, program: 13 }],
};

/** What is in each of the 24 clips; two classes make a clip in which each may sound. */
export const demoClips: readonly (readonly string[])[] = [
  ['guitar'],
  ['drums', 'violin'],
  ['trumpet'],
  ['harp', 'saxophone'],
  ['accordion'],
  ['banjo'],
  ['drums'],
  ['flute'],
  ['harp'],
  ['piano'],
  ['saxophone'],
  ['trombone'],
  ['violin'],
  ['xylophone'],
  ['accordion', 'trumpet'],
  ['banjo', 'trombone'],
  ['drums', 'harp'],
  ['flute', 'guitar'],
  ['guitar', 'piano'],
  ['piano', 'violin'],
  ['saxophone', 'xylophone'],
  ['trombone', 'drums'],
  ['violin', 'trumpet'],
  ['xylophone', 'accordion'],
];

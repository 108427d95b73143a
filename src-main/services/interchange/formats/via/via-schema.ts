import { z } from 'zod';

/** The numbers that VIA 3 writes for the shapes of a region: the first item of `xy`. */
export const viaShape = {
  point: 1,
  rectangle: 2,
  circle: 3,
  ellipse: 4,
  line: 5,
  polyline: 6,
  polygon: 7,
  extremeRectangle: 8,
  extremeCircle: 9,
} as const;

/** What an attribute describes: the whole file, a span of it, or a region of one of its frames. */
export const viaAnchor = { file: 'FILE1_Z0_XY0', span: 'FILE1_Z2_XY0', region: 'FILE1_Z1_XY1' } as const;

/** How a person fills an attribute in: text freely, the others by the ids of options. */
export const viaInput = { text: 1, checkbox: 2, radio: 3, select: 4, image: 5 } as const;

export const viaAttribute = z.object({
  aname: z.string(),
  anchor_id: z.string(),
  type: z.number(),
  options: z.record(z.string(), z.coerce.string()).default({}),
});

const id = z.union([z.string(), z.number()]).transform(String);

export const viaMetadata = z.object({
  vid: id,
  z: z.array(z.number()).default([]),
  xy: z.array(z.number()).default([]),
  av: z.record(z.string(), z.coerce.string()).default({}),
});

/** The parts of a VIA 3 project (data format 3.1) that describe annotations. */
export const viaProject = z.object({
  attribute: z.record(z.string(), viaAttribute),
  file: z.record(
    z.string(),
    z.object({ fname: z.string(), type: z.number().optional(), src: z.string().optional() }),
  ),
  metadata: z.record(z.string(), viaMetadata),
  view: z.record(z.string(), z.object({ fid_list: z.array(id) })),
});

export type ViaProject = z.output<typeof viaProject>;
export type ViaMetadata = z.output<typeof viaMetadata>;

import type { KeyBox } from '../../store/annotation-types.ts';

export type { KeyBox };

/** The statuses that leave the library; rejected proposals never do. */
export type NeutralStatus = 'proposed' | 'accepted' | 'checked' | 'unsure';

/**
 * An annotation as the formats see it: no ids of this library, names and paths instead. Importers make these
 * and exporters take them; the annotation service carries them in and out of the store.
 */
export interface NeutralAnnotation {
  /** The video by its name outside the library (`videoNames`): the path relative to its source, `/` between folders. */
  readonly video: string;
  /** Name of the label; null for a bare note. */
  readonly label: string | null;
  /** Presentation times in seconds; null when only boxes or the whole video are meant. */
  readonly span: { readonly fromSeconds: number; readonly toSeconds: number } | null;
  /** Key boxes in order of time, 0…1 of the displayed picture from its top left; interpolated linearly between them. */
  readonly boxes: readonly KeyBox[];
  /** Frequency range of the sound. */
  readonly lowHz?: number | null;
  readonly highHz?: number | null;
  readonly note: string;
  readonly status: NeutralStatus;
  readonly author: string;
  /** ISO 8601; left out by formats that carry none. */
  readonly createdAt?: string;
  readonly modifiedAt?: string;
  /** Tier, track or layer of the file, kept for the way back. */
  readonly track?: string | null;
  /** 0…1, of a proposal. */
  readonly confidence?: number | null;
  /** Id of the label in the AudioSet ontology. */
  readonly audioSetId?: string | null;
  /** `#rrggbb` */
  readonly colour?: string | null;
}

/** A video as exporters need it: frames and pixels come from seconds and shares by these. */
export interface NeutralVideo {
  readonly video: string;
  readonly absolutePath: string;
  readonly durationSeconds: number;
  readonly displayWidth: number | null;
  readonly displayHeight: number | null;
  readonly framesPerSecond: number | null;
  readonly variableFrameRate: boolean;
}

/** All that a format writes or read. */
export interface NeutralDocument {
  readonly videos: readonly NeutralVideo[];
  readonly annotations: readonly NeutralAnnotation[];
}

/** Something a format could not carry, for the result of an import or export. */
export interface Loss {
  readonly what: string;
  readonly count: number;
}

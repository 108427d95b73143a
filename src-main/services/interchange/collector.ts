import type { KeyBox, Loss, NeutralAnnotation, NeutralStatus } from '../annotations/types.ts';
import { InterchangeError, type Place } from './errors.ts';
import { roundMicroseconds } from './frame-clock.ts';
import type { ImportContext, ImportedFile, NeutralLabel, VideoReference } from './types.ts';

/** Counts what a format cannot carry; the same sentence is counted together. */
export class LossCounter {
  readonly #counts = new Map<string, number>();

  note(what: string, count = 1): void {
    if (count > 0) this.#counts.set(what, (this.#counts.get(what) ?? 0) + count);
  }

  list(): Loss[] {
    return Array.from(this.#counts, ([what, count]) => ({ what, count }));
  }
}

/** An annotation as an importer found it, before it is checked. */
export interface Draft {
  readonly video: VideoReference;
  readonly label?: string | null;
  readonly span?: { readonly fromSeconds: number; readonly toSeconds: number } | null;
  readonly boxes?: readonly KeyBox[];
  readonly lowHz?: number | null;
  readonly highHz?: number | null;
  readonly note?: string;
  readonly status?: string | undefined;
  readonly author?: string;
  readonly createdAt?: string | undefined;
  readonly modifiedAt?: string | undefined;
  readonly track?: string | null;
  readonly confidence?: number | null;
  readonly audioSetId?: string | null;
}

const limits = {
  annotations: 1_000_000,
  boxes: 4_000_000,
  nameLength: 200,
  noteLength: 20_000,
  labels: 100_000,
};
const statuses: ReadonlySet<string> = new Set<NeutralStatus>(['proposed', 'accepted', 'checked', 'unsure']);
/** Boxes drawn to the edge of the picture often leave it by a rounding error; that is no news. */
const edgeTolerance = 0.002;

/** Takes what an importer finds, puts it in order, and counts what had to be changed or left out. */
export class Collector {
  readonly losses = new LossCounter();
  readonly #annotations: NeutralAnnotation[] = [];
  readonly #labels = new Map<string, NeutralLabel>();
  readonly #missing = new Map<string, number>();
  readonly #context: ImportContext;
  #boxes = 0;

  constructor(context: ImportContext) {
    this.#context = context;
  }

  /** The library's video of a name, or null, which is counted: its annotations are to be left out. */
  video(name: string): VideoReference | null {
    const video = this.#context.findVideo(name);
    if (!video) this.#missing.set(name, (this.#missing.get(name) ?? 0) + 1);
    return video;
  }

  /** The label of a file's vocabulary, even when no annotation bears it. */
  label(name: string, details: { colour?: string | null; audioSetId?: string | null } = {}): void {
    const clean = cleanName(name);
    if (clean === '' || clean.length > limits.nameLength) return;
    if (this.#labels.size >= limits.labels) throw tooMany('labels', limits.labels);
    const known = this.#labels.get(clean);
    const colour = /^#[0-9a-f]{6}$/i.test(details.colour ?? '')
      ? (details.colour as string).toLowerCase()
      : null;
    this.#labels.set(clean, {
      name: clean,
      colour: known?.colour ?? colour,
      audioSetId: known?.audioSetId ?? details.audioSetId ?? null,
    });
  }

  /** Adds an annotation; `place` is named when it is against all sense. @throws InterchangeError */
  add(draft: Draft, place: Place): void {
    if (this.#annotations.length >= limits.annotations) throw tooMany('annotations', limits.annotations);
    const span = draft.span ? this.#span(draft.span, place) : null;
    const boxes = this.#checkedBoxes(draft.boxes ?? [], place);
    if (draft.boxes?.length && boxes.length === 0 && !span) return; // counted already
    const text = this.#text(draft);
    if (text.label !== null) this.label(text.label, { audioSetId: draft.audioSetId ?? null });
    const [lowHz, highHz] = this.#band(draft);
    this.#annotations.push({
      video: draft.video.video,
      label: text.label,
      span,
      boxes,
      lowHz,
      highHz,
      note: text.note,
      status: statuses.has(draft.status ?? '') ? (draft.status as NeutralStatus) : 'accepted',
      author: cleanName(draft.author ?? '').slice(0, limits.nameLength),
      ...(isoDate(draft.createdAt) ? { createdAt: draft.createdAt as string } : {}),
      ...(isoDate(draft.modifiedAt) ? { modifiedAt: draft.modifiedAt as string } : {}),
      track: cleanName(draft.track ?? '').slice(0, limits.nameLength) || null,
      confidence: share(draft.confidence),
      audioSetId: draft.audioSetId ?? null,
    });
  }

  /** What was found. */
  result(): ImportedFile {
    const missing = [...this.#missing].map(([name, count]) => ({
      what: `annotations of ${name || 'a video without a name'}: not in the library, or more than one video fits`,
      count,
    }));
    return {
      annotations: this.#annotations.map((annotation) => {
        const label = this.#labels.get(annotation.label ?? '');
        return label ? { ...annotation, audioSetId: label.audioSetId, colour: label.colour } : annotation;
      }),
      labels: [...this.#labels.values()],
      warnings: [...this.losses.list(), ...missing],
    };
  }

  #span(span: { fromSeconds: number; toSeconds: number }, place: Place): NeutralAnnotation['span'] {
    const { fromSeconds, toSeconds } = span;
    if (!Number.isFinite(fromSeconds) || !Number.isFinite(toSeconds) || Math.abs(toSeconds) > 1e8) {
      throw new InterchangeError(
        'invalid-input',
        `${fromSeconds} to ${toSeconds} is no span`,
        place,
        'seconds',
      );
    }
    if (toSeconds < fromSeconds) {
      throw new InterchangeError(
        'invalid-input',
        `ends (${toSeconds} s) before it begins (${fromSeconds} s)`,
        place,
      );
    }
    if (fromSeconds < 0) this.losses.note('times before the start of the video, moved to its start');
    return {
      fromSeconds: roundMicroseconds(Math.max(0, fromSeconds)),
      toSeconds: roundMicroseconds(Math.max(0, toSeconds)),
    };
  }

  #checkedBoxes(boxes: readonly KeyBox[], place: Place): KeyBox[] {
    this.#boxes += boxes.length;
    if (this.#boxes > limits.boxes) throw tooMany('boxes', limits.boxes);
    const byTime = new Map<number, KeyBox>();
    for (const box of boxes) {
      if (![box.atSeconds, box.x0, box.y0, box.x1, box.y1].every(Number.isFinite)) {
        throw new InterchangeError('invalid-input', 'a box needs a time and four finite coordinates', place);
      }
      const checked = this.#insidePicture(box);
      if (!checked) continue;
      if (byTime.has(checked.atSeconds))
        this.losses.note('second boxes of one object at one time, of which the last was kept');
      byTime.set(checked.atSeconds, checked);
    }
    return [...byTime.values()].sort((one, other) => one.atSeconds - other.atSeconds);
  }

  #insidePicture(box: KeyBox): KeyBox | null {
    const corners = [
      Math.min(box.x0, box.x1),
      Math.min(box.y0, box.y1),
      Math.max(box.x0, box.x1),
      Math.max(box.y0, box.y1),
    ];
    const [x0, y0, x1, y1] = corners.map((corner) => round9(Math.min(1, Math.max(0, corner)))) as [
      number,
      number,
      number,
      number,
    ];
    if (x1 <= x0 || y1 <= y0) {
      this.losses.note('boxes without area inside the picture, left out');
      return null;
    }
    if (corners.some((corner) => corner < -edgeTolerance || corner > 1 + edgeTolerance)) {
      this.losses.note('boxes that reach out of the picture, cut at its edge');
    }
    return { atSeconds: roundMicroseconds(Math.max(0, box.atSeconds)), x0, y0, x1, y1 };
  }

  #text(draft: Draft): { label: string | null; note: string } {
    const label = cleanName(draft.label ?? '');
    const note = (draft.note ?? '').replaceAll('\0', '').trim().slice(0, limits.noteLength);
    if (label.length <= limits.nameLength) return { label: label || null, note };
    this.losses.note(`labels longer than ${limits.nameLength} characters, kept as notes`);
    return { label: null, note: [label, note].filter(Boolean).join('\n').slice(0, limits.noteLength) };
  }

  #band(draft: Draft): [number | null, number | null] {
    const valid = (hertz: number | null | undefined): number | null =>
      typeof hertz === 'number' && Number.isFinite(hertz) && hertz >= 0 ? hertz : null;
    const low = valid(draft.lowHz);
    const high = valid(draft.highHz);
    if (low === null || high === null || low <= high) return [low, high];
    this.losses.note('frequency ranges upside down, turned round');
    return [high, low];
  }
}

/** Labels, authors and tracks are single lines without control characters. */
export function cleanName(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
}

function tooMany(what: string, limit: number): InterchangeError {
  return new InterchangeError(
    'invalid-input',
    `too many ${what} for one import`,
    { field: what },
    `at most ${limit}`,
  );
}

function share(value: number | null | undefined): number | null {
  return typeof value === 'number' && value >= 0 && value <= 1 ? value : null;
}

function isoDate(text: string | undefined): boolean {
  return (
    text !== undefined &&
    /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:?\d\d)$/.test(text) &&
    !Number.isNaN(Date.parse(text))
  );
}

/** Nine digits are far finer than a pixel and keep rounding noise out of the library. */
function round9(value: number): number {
  return Math.round(value * 1e9) / 1e9;
}

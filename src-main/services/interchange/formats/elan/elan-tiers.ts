import type { LossCounter } from '../../collector.ts';
import { inMilliseconds, type SpanRow } from '../../export-plan.ts';
import { ownDependents } from './elan-dependents.ts';

const unlabelled = 'unlabelled';

/** A span in whole milliseconds, at least one long; `instant` where it is a point in time. */
export interface PlacedRow {
  readonly row: SpanRow;
  readonly from: number;
  readonly to: number;
  readonly instant: boolean;
}

/** A tier of an EAF file. */
export interface Tier {
  readonly id: string;
  readonly author: string;
  readonly rows: PlacedRow[];
}

/**
 * Deals spans out to tiers: one a label (and author, where several share a label), or one an author. Within a tier
 * of ELAN nothing may overlap, so what does goes to a further tier, `NAME #2`.
 */
export function planTiers(
  rows: readonly SpanRow[],
  { layout, losses }: { layout: 'label' | 'author'; losses: LossCounter },
): Tier[] {
  const authors = new Map<string, Set<string>>();
  for (const { annotation } of rows) {
    const label = annotation.label ?? unlabelled;
    authors.set(label, (authors.get(label) ?? new Set()).add(annotation.author));
  }
  const tiers = new Map<string, Tier>();
  for (const row of rows) {
    const { author, label: name } = row.annotation;
    const label = name ?? unlabelled;
    const shared = (authors.get(label)?.size ?? 0) > 1;
    const byLabel = shared ? `${label} (${author || '?'})` : label;
    const placed = place(row, losses);
    const tier = freeTier(layout === 'author' ? author || 'annotations' : byLabel, author, placed, tiers);
    tier.rows.push(placed);
  }
  return [...tiers.values()];
}

/** The first tier of a name on which the span overlaps nothing; rows come in order of time. */
function freeTier(name: string, author: string, placed: PlacedRow, tiers: Map<string, Tier>): Tier {
  // A tier must not be taken for one that hangs below another.
  const clashes = ownDependents.some((dependent) => name.endsWith(`: ${dependent}`));
  const base = clashes ? `${name}.` : name;
  for (let number = 1; ; number += 1) {
    const id = number === 1 ? base : `${base} #${number}`;
    const tier = tiers.get(id) ?? { id, author, rows: [] };
    const free = tier.author === author && (tier.rows.at(-1)?.to ?? 0) <= placed.from;
    if (!free) continue;
    tiers.set(id, tier);
    return tier;
  }
}

function place(row: SpanRow, losses: LossCounter): PlacedRow {
  return { row, ...inMilliseconds(row, losses), instant: row.fromSeconds === row.toSeconds };
}

import type { Collector } from '../../collector.ts';
import { child, children, type XmlElement } from '../../xml-source.ts';

/** Tiers that our exports add below a tier, each a symbolic association, named `PARENT: NAME`. */
export const ownDependents = [
  'note',
  'status',
  'track',
  'low Hz',
  'high Hz',
  'confidence',
  'instant',
] as const;

export type OwnDependent = (typeof ownDependents)[number];

/** What dependent tiers say of an annotation: our own by name, those of others as lines for the note. */
export type DependentValues = (annotationId: string) => {
  own: ReadonlyMap<string, string>;
  foreign: readonly string[];
};

/** Gathers the annotations that refer to others, by the one they refer to. */
export function dependentTiers(tiers: readonly XmlElement[], collector: Collector): DependentValues {
  const values = new Map<string, { own: Map<string, string>; foreign: string[] }>();
  for (const tier of tiers) {
    const parent = tier.attributes.get('PARENT_REF');
    if (parent === undefined) continue;
    const id = tier.attributes.get('TIER_ID') ?? '';
    const name = ownDependents.find((candidate) => id === `${parent}: ${candidate}`);
    for (const annotation of children(tier, 'ANNOTATION')) {
      const reference = child(annotation, 'REF_ANNOTATION');
      const target = reference?.attributes.get('ANNOTATION_REF');
      if (!reference || target === undefined) {
        collector.losses.note('annotations on dependent tiers that have times of their own');
        continue;
      }
      const text = child(reference, 'ANNOTATION_VALUE')?.text ?? '';
      const entry = values.get(target) ?? { own: new Map<string, string>(), foreign: [] };
      values.set(target, entry);
      if (name) entry.own.set(name, text);
      else if (text.trim() !== '') {
        collector.losses.note('annotations on dependent tiers, kept in the note');
        entry.foreign.push(`${id}: ${text}`);
      }
    }
  }
  const none = { own: new Map<string, string>(), foreign: [] };
  return (annotationId) => values.get(annotationId) ?? none;
}

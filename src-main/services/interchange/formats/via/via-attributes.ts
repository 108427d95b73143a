import type { Collector } from '../../collector.ts';
import { type ViaMetadata, type ViaProject, viaAnchor, viaInput } from './via-schema.ts';

/** What the attributes of one metadata entry say. Empty texts where they say nothing. */
export interface AttributeValues {
  label: string;
  note: string;
  status: string;
  author: string;
  /** Number that ties the regions and the span of one annotation together; an attribute of our own exports. */
  annotation: string;
}

interface Attribute {
  readonly id: string;
  readonly name: string;
  readonly chosen: boolean;
  readonly options: ReadonlyMap<string, string>;
}

const ownNames = new Set(['note', 'status', 'author', 'annotation']);

/**
 * Reads metadata entries by the project's attributes. Projects call their attributes as they like: the label
 * is the attribute named so, else the first one with options, else the first; all further ones go into the note. An
 * entry with several checked options gives several labels, so several values.
 */
export function attributeReader(
  project: ViaProject,
  collector: Collector,
): (metadata: ViaMetadata) => AttributeValues[] {
  const byAnchor = new Map<string, Attribute[]>();
  for (const [id, attribute] of Object.entries(project.attribute)) {
    const list = byAnchor.get(attribute.anchor_id) ?? [];
    byAnchor.set(attribute.anchor_id, list);
    const chosen = attribute.type !== viaInput.text;
    list.push({
      id,
      name: attribute.aname.trim(),
      chosen,
      options: new Map(Object.entries(attribute.options)),
    });
  }
  for (const list of byAnchor.values()) {
    for (const name of labelAttribute(list)?.options.values() ?? []) collector.label(name);
  }
  return (metadata) => {
    const attributes = byAnchor.get(anchorOf(metadata)) ?? [];
    return valuesOf(attributes, new Map(Object.entries(metadata.av)), collector);
  };
}

function anchorOf(metadata: ViaMetadata): string {
  if (metadata.xy.length > 0) return viaAnchor.region;
  return metadata.z.length > 0 ? viaAnchor.span : viaAnchor.file;
}

function labelAttribute(attributes: readonly Attribute[]): Attribute | undefined {
  const foreign = attributes.filter((attribute) => !ownNames.has(attribute.name.toLowerCase()));
  return (
    foreign.find((attribute) => attribute.name.toLowerCase() === 'label') ??
    foreign.find((attribute) => attribute.chosen) ??
    foreign[0]
  );
}

function valuesOf(
  attributes: readonly Attribute[],
  av: ReadonlyMap<string, string>,
  collector: Collector,
): AttributeValues[] {
  const values = { note: '', status: '', author: '', annotation: '' };
  const labelled = labelAttribute(attributes);
  for (const attribute of attributes) {
    const text = textsOf(attribute, av).join(', ');
    if (attribute === labelled || text === '') continue;
    const name = attribute.name.toLowerCase();
    if (ownNames.has(name)) values[name as keyof typeof values] = text;
    else {
      collector.losses.note('further attributes, kept in the note');
      values.note = [values.note, `${attribute.name}: ${text}`].filter(Boolean).join('\n');
    }
  }
  const labels = labelled ? textsOf(labelled, av) : [];
  return (labels.length > 0 ? labels : ['']).map((label) => ({ label, ...values }));
}

/** The texts of an attribute's options, or its own text. Checkboxes hold the ids of several, between commas. */
function textsOf(attribute: Attribute, av: ReadonlyMap<string, string>): string[] {
  const raw = av.get(attribute.id)?.trim() ?? '';
  if (raw === '') return [];
  if (!attribute.chosen) return [raw];
  const whole = attribute.options.get(raw);
  if (whole !== undefined) return [whole];
  return raw
    .split(',')
    .filter((id) => id !== '')
    .map((id) => attribute.options.get(id) ?? id);
}

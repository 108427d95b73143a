import { z } from 'zod';
import { EvaluationError } from './evaluation-error.ts';

/** Relevance of two items of the same class (Objects that Sound, App. A.2). */
export const highestRelevance = 20;

const ontologyFile = z.object({
  classes: z.array(z.object({ id: z.string(), name: z.string(), children: z.array(z.string()) })),
});

/** A class of sounds; its `depth` counts edges from the (virtual) root of all. */
interface OntologyClass {
  id: string;
  name: string;
  /** Every class on a way up to the root, itself included, with the least number of edges to it. */
  ancestors: Map<string, number>;
}

/** The AudioSet ontology as a tree to measure distances in. */
export interface Ontology {
  /** The class of an id or a name (upper and lower case alike); null when there is none. */
  find(idOrName: string): { id: string; name: string } | null;
  /** Edges between two classes by way of a common ancestor: 0 for the same class, 2 for siblings. */
  distance(a: string, b: string): number;
  /**
   * Relevance of two videos: the highest of 20 − distance over all pairs of their classes (Objects that Sound,
   * App. A.2); 0 when either has no class.
   */
  relevance(a: readonly string[], b: readonly string[]): number;
}

/** Above the seven top classes, so that any two classes have an ancestor in common. */
const root = '';

/**
 * Reads the ontology from `resources/audioset-ontology.json`, parsed. Distances go up to a common ancestor and
 * down again; where a class hangs under several parents (AudioSet has 38), the shortest such way counts, but never
 * a way down through a shared child. Throws EvaluationError when the file is no ontology.
 */
export function readOntology(json: unknown): Ontology {
  const parsed = ontologyFile.safeParse(json);
  if (!parsed.success) {
    throw new EvaluationError('This is no ontology file.', { field: 'ontology', cause: parsed.error });
  }
  const classes = new Map<string, OntologyClass>();
  const parents = new Map<string, string[]>();
  for (const { id, children } of parsed.data.classes) {
    for (const child of children) parents.set(child, [...(parents.get(child) ?? []), id]);
  }
  const byName = new Map<string, OntologyClass>();
  for (const { id, name } of parsed.data.classes) {
    const entry = { id, name, ancestors: ancestorsOf(id, parents) };
    classes.set(id, entry);
    byName.set(name.toLowerCase(), entry);
  }
  const lookUp = (text: string): OntologyClass | undefined =>
    classes.get(text) ?? byName.get(text.trim().toLowerCase());
  const require = (text: string): OntologyClass => {
    const found = lookUp(text);
    if (!found) {
      throw new EvaluationError(`The ontology has no class “${text}”.`, {
        field: 'labels',
        allowed: 'ids or display names of the AudioSet ontology',
      });
    }
    return found;
  };
  const known = new Map<string, number>();
  const distance = (a: string, b: string): number => {
    const [one, other] = [require(a), require(b)];
    const key = one.id < other.id ? `${one.id} ${other.id}` : `${other.id} ${one.id}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const edges = distanceBetween(one, other);
    known.set(key, edges);
    return edges;
  };
  return {
    find(text) {
      const found = lookUp(text);
      return found ? { id: found.id, name: found.name } : null;
    },
    distance,
    relevance(a, b) {
      let highest = 0;
      for (const one of a) {
        for (const other of b) highest = Math.max(highest, highestRelevance - distance(one, other));
      }
      return highest;
    },
  };
}

function ancestorsOf(id: string, parents: Map<string, string[]>): Map<string, number> {
  const edges = new Map<string, number>([[id, 0]]);
  // Breadth first: the first way found to an ancestor is the shortest.
  const queue = [id];
  for (let place = 0; place < queue.length; place++) {
    const current = queue[place] as string;
    const above = current === root ? [] : (parents.get(current) ?? [root]);
    for (const parent of above) {
      if (edges.has(parent)) continue;
      edges.set(parent, (edges.get(current) as number) + 1);
      queue.push(parent);
    }
  }
  return edges;
}

function distanceBetween(one: OntologyClass, other: OntologyClass): number {
  let least = Infinity;
  for (const [ancestor, up] of one.ancestors) {
    const down = other.ancestors.get(ancestor);
    if (down !== undefined) least = Math.min(least, up + down);
  }
  return least;
}

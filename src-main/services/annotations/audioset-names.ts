import { readFileSync } from 'node:fs';
import { z } from 'zod';

const ontologyFile = z.object({ classes: z.array(z.object({ id: z.string(), name: z.string() })) });

/** A class of the AudioSet ontology. */
export interface AudioSetClass {
  readonly id: string;
  readonly name: string;
}

/** The classes of the ontology that ships with the app (`resources/audioset-ontology.json`), in its order. */
export function readAudioSetClasses(file: string): AudioSetClass[] {
  const parsed = ontologyFile.parse(JSON.parse(readFileSync(file, 'utf8')));
  return parsed.classes.map(({ id, name }) => ({ id, name }));
}

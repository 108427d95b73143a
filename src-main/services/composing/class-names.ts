/** What the composer knows of an instrument beyond its files. */
export interface InstrumentFacts {
  /** The AudioSet class, or the nearest one where the ontology has no class of its own. */
  audioSetName: string;
  /** Drums keep their pitch within a phrase: every file is another piece of the kit. */
  pitched: boolean;
  /** Several notes may sound at once. */
  chords: boolean;
}

/**
 * Class folders whose name is not simply the AudioSet name with underscores. AudioSet has neither tuba nor
 * dulcimer: they take the nearest class above or beside them.
 */
const known: Readonly<Record<string, Partial<InstrumentFacts>>> = {
  accordion: { chords: true },
  drums: { audioSetName: 'Drum kit', pitched: false },
  dulcimer: { audioSetName: 'Zither', chords: true },
  guitar: { chords: true },
  harmonica: { chords: true },
  harp: { chords: true },
  piano: { chords: true },
  steel_drum: { audioSetName: 'Steelpan' },
  tuba: { audioSetName: 'Brass instrument' },
  violin: { audioSetName: 'Violin, fiddle' },
  xylophone: { audioSetName: 'Marimba, xylophone' },
};

/** The facts of a class folder; an unknown folder is a pitched, single-voiced class of that name. */
export function instrumentFacts(classFolder: string): InstrumentFacts {
  const spaced = classFolder.replaceAll('_', ' ').trim();
  return {
    audioSetName: spaced.charAt(0).toUpperCase() + spaced.slice(1),
    pitched: true,
    chords: false,
    ...known[classFolder.toLowerCase()],
  };
}

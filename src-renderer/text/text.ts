import { en } from './en.ts';

/** All words of the window have this shape; a translation is one more object of this type. */
export type Texts = typeof en;

/** The words in use. */
export const text: Texts = en;

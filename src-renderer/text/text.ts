import { menuEnglish } from '../../src-main/contract/menu-texts.ts';
import { en } from './en.ts';
import { evaluateEnglish } from './evaluate.ts';
import { mapEnglish } from './map.ts';
import { trainEnglish } from './train.ts';

const english = { ...en, train: trainEnglish, evaluate: evaluateEnglish, map: mapEnglish, menu: menuEnglish };

/** All words of the window have this shape; a translation is one more object of this type. */
export type Texts = typeof english;

/** The words in use. */
export const text: Texts = english;

/** A text without case and accents, for searching. Upper case first, so that `ß` and `SS` meet. */
export function foldText(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toUpperCase().toLowerCase();
}

/** A key whose plain order is the natural one: `clip 2` before `clip 10`. */
export function naturalKey(text: string): string {
  return foldText(text).replace(/\d+/g, (digits) => digits.replace(/^0+(?=\d)/, '').padStart(20, '0'));
}

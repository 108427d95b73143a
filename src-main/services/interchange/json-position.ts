import { lineAt } from './source-text.ts';

/**
 * The line, from 1, of a value in a JSON text that `JSON.parse` accepts; undefined when the path leads
 * nowhere. It walks the text anew, so that only an error pays for it.
 */
export function lineOfPath(text: string, path: readonly PropertyKey[]): number | undefined {
  const walker = new JsonWalker(text);
  let found = 0;
  for (const key of path) {
    const next = typeof key === 'number' ? walker.enterItem(key) : walker.enterKey(String(key));
    // The value is missing (often the very error): its parent's line is the nearest thing to point at.
    if (!next) return lineAt(text, found);
    found = walker.at;
  }
  walker.skipSpace();
  return lineAt(text, path.length === 0 ? walker.at : found);
}

class JsonWalker {
  at = 0;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** Goes to the value of a key of the object here; false when there is none. The last of equal keys counts. */
  enterKey(key: string): boolean {
    this.skipSpace();
    if (this.#text[this.at] !== '{') return false;
    this.at += 1;
    let found = -1;
    for (this.skipSpace(); this.#text[this.at] === '"'; this.skipSeparator()) {
      const start = this.at;
      this.#skipString();
      const name = JSON.parse(this.#text.slice(start, this.at)) as string;
      this.skipSeparator();
      if (name === key) found = this.at;
      this.skipValue();
    }
    if (found >= 0) this.at = found;
    return found >= 0;
  }

  /** Goes to an item of the array here; false when there is none. */
  enterItem(index: number): boolean {
    this.skipSpace();
    if (this.#text[this.at] !== '[') return false;
    this.at += 1;
    this.skipSpace();
    for (let item = 0; this.at < this.#text.length && this.#text[this.at] !== ']'; item += 1) {
      if (item === index) return true;
      this.skipValue();
      this.skipSeparator();
    }
    return false;
  }

  skipSpace(): void {
    while (' \t\n\r'.includes(this.#text[this.at] ?? '!')) this.at += 1;
  }

  skipSeparator(): void {
    while (' \t\n\r,:'.includes(this.#text[this.at] ?? '!')) this.at += 1;
  }

  skipValue(): void {
    let depth = 0;
    do {
      this.skipSeparator();
      const character = this.#text[this.at];
      if (character === undefined) return;
      if (character === '"') this.#skipString();
      else if (character === '{' || character === '[') {
        depth += 1;
        this.at += 1;
      } else if (character === '}' || character === ']') {
        depth -= 1;
        this.at += 1;
      } else while (!' \t\n\r,:]}'.includes(this.#text[this.at] ?? ' ')) this.at += 1;
    } while (depth > 0);
  }

  #skipString(): void {
    for (this.at += 1; this.at < this.#text.length && this.#text[this.at] !== '"'; this.at += 1) {
      if (this.#text[this.at] === '\\') this.at += 1;
    }
    this.at += 1;
  }
}

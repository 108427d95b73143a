import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { InterchangeError, type Place, shown } from './errors.ts';
import { decodeText, lineAt } from './source-text.ts';
import type { ImportFile } from './types.ts';

/** An element of a parsed XML file; text and attributes have their character references resolved. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** All text directly inside, CDATA included. */
  readonly text: string;
  /** Where the element begins; the field is its name. */
  place(attribute?: string): Place;
}

type OrderedNode = Record<string, unknown>;
const attributesKey = ':@';
const textKey = '#text';
const cdataKey = '#cdata';

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  textNodeName: textKey,
  cdataPropName: cdataKey,
  // No entity of the file's own is ever expanded; the predefined ones are resolved below.
  processEntities: false,
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  captureMetaData: true,
  maxNestedTags: 32,
});
const metadata = XMLParser.getMetaDataSymbol() as unknown as string;

/**
 * Reads an XML file. Document type declarations are refused, so there are no entities to expand.
 * @throws InterchangeError `invalid-input` with the line for XML that is not well formed or nested deeper than 32.
 */
export function readXml(file: ImportFile): XmlElement {
  const text = decodeText(file);
  const declaration = text.search(/<!DOCTYPE/i);
  if (declaration >= 0) {
    const line = lineAt(text, declaration);
    throw new InterchangeError('unsupported-format', 'document type declarations are not read', {
      field: 'DOCTYPE',
      line,
    });
  }
  const nodes = parse(text);
  const lines = new LineIndex(text);
  const root = nodes.map((node) => elementOf(node, lines)).find((element) => element !== null);
  if (!root) throw new InterchangeError('invalid-input', 'holds no element', { field: 'file', line: 1 });
  return root;
}

function parse(text: string): OrderedNode[] {
  try {
    const valid = XMLValidator.validate(text);
    if (valid !== true) {
      throw new InterchangeError('invalid-input', valid.err.msg, { field: 'XML', line: valid.err.line });
    }
    return parser.parse(text) as OrderedNode[];
  } catch (error) {
    if (error instanceof InterchangeError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new InterchangeError('invalid-input', `not well formed (${shown(reason)})`, { field: 'XML' });
  }
}

/** Lines by binary search: every element of a large file may be asked for its own. */
class LineIndex {
  readonly #starts: number[] = [0];

  constructor(text: string) {
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) this.#starts.push(at + 1);
  }

  line(index: number): number {
    let low = 0;
    let high = this.#starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.#starts[middle] as number) <= index) low = middle;
      else high = middle;
    }
    return low + 1;
  }
}

function elementOf(node: OrderedNode, lines: LineIndex): XmlElement | null {
  const name = Object.keys(node).find((key) => key !== attributesKey && key !== textKey && key !== cdataKey);
  const content = name === undefined ? undefined : node[name];
  if (name === undefined || !Array.isArray(content)) return null;
  const meta = (node as Record<string, { startIndex?: number } | undefined>)[metadata];
  const line = lines.line(meta?.startIndex ?? 0);
  const place = (attribute?: string): Place => ({ field: attribute ? `${name}.${attribute}` : name, line });
  const nodes = content as OrderedNode[];
  return {
    name,
    attributes: attributesOf(node[attributesKey], place),
    children: nodes.map((child) => elementOf(child, lines)).filter((child) => child !== null),
    text: nodes.map((child) => textOf(child, place)).join(''),
    place,
  };
}

function attributesOf(raw: unknown, place: (attribute?: string) => Place): ReadonlyMap<string, string> {
  const attributes = new Map<string, string>();
  for (const [name, value] of Object.entries((raw ?? {}) as Record<string, unknown>)) {
    attributes.set(name, decodeReferences(String(value), place(name)));
  }
  return attributes;
}

function textOf(node: OrderedNode, place: () => Place): string {
  if (typeof node[textKey] === 'string') return decodeReferences(node[textKey], place());
  const cdata = node[cdataKey];
  if (!Array.isArray(cdata)) return '';
  return (cdata as OrderedNode[]).map((part) => String(part[textKey] ?? '')).join('');
}

const predefined: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

/** Resolves the five predefined entities and character references; any other entity is an error. */
function decodeReferences(text: string, place: Place): string {
  if (!text.includes('&')) return text;
  return text.replace(/&([^;&\s]{0,12})(;?)/g, (whole, name: string, end: string) => {
    const known = predefined.get(name);
    if (known !== undefined && end) return known;
    const digits = /^#(?:(\d{1,7})|x([0-9a-f]{1,6}))$/i.exec(name);
    const point = digits ? Number.parseInt(digits[1] ?? digits[2] ?? '', digits[1] ? 10 : 16) : Number.NaN;
    const surrogate = point >= 0xd800 && point <= 0xdfff;
    if (!end || !(point > 0 && point <= 0x10ffff) || surrogate) {
      throw new InterchangeError(
        'invalid-input',
        `unknown entity ${shown(whole)}`,
        place,
        '&amp; &lt; &gt; &quot; &apos; and numbers',
      );
    }
    return String.fromCodePoint(point);
  });
}

/** The first child of a name. */
export function child(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find((candidate) => candidate.name === name);
}

/** All children of a name. */
export function children(element: XmlElement, name: string): XmlElement[] {
  return element.children.filter((candidate) => candidate.name === name);
}

/** An attribute that must be there. @throws InterchangeError */
export function requiredAttribute(element: XmlElement, name: string): string {
  const value = element.attributes.get(name);
  if (value === undefined) throw new InterchangeError('invalid-input', 'missing', element.place(name));
  return value;
}

/** An attribute that must be a finite number. @throws InterchangeError */
export function numberAttribute(element: XmlElement, name: string): number {
  const text = requiredAttribute(element, name).trim();
  const value = Number(text);
  if (text === '' || !Number.isFinite(value)) {
    throw new InterchangeError('invalid-input', `${shown(text)} is no number`, element.place(name));
  }
  return value;
}

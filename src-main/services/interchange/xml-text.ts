/** An element to write; null children and undefined attributes are left out. */
export interface XmlNode {
  readonly name: string;
  readonly attributes?: Readonly<Record<string, string | number | undefined>>;
  readonly content?: string | readonly (XmlNode | null)[];
}

/** An XML document, indented, with characters that XML cannot hold removed. */
export function writeXml(root: XmlNode): string {
  const lines = ['<?xml version="1.0" encoding="UTF-8"?>'];
  writeNode(root, '', lines);
  return `${lines.join('\n')}\n`;
}

function writeNode(node: XmlNode, indent: string, lines: string[]): void {
  const attributes = Object.entries(node.attributes ?? {})
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${name}="${escapeXml(String(value))}"`)
    .join('');
  const { content } = node;
  if (content === undefined || content.length === 0) {
    lines.push(`${indent}<${node.name}${attributes}/>`);
  } else if (typeof content === 'string') {
    lines.push(`${indent}<${node.name}${attributes}>${escapeXml(content)}</${node.name}>`);
  } else {
    lines.push(`${indent}<${node.name}${attributes}>`);
    for (const child of content) if (child) writeNode(child, `${indent}  `, lines);
    lines.push(`${indent}</${node.name}>`);
  }
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  // Kept as references: a parser may fold them into spaces otherwise.
  '\n': '&#10;',
  '\r': '&#13;',
  '\t': '&#9;',
};

function escapeXml(text: string): string {
  // XML 1.0 has no way to write control characters, and forbids the last two of the plane.
  const legal = text.toWellFormed().replace(/(?![\t\n\r])[\p{Cc}\ufffe\uffff]/gu, '');
  return legal.replace(/[&<>"\n\r\t]/g, (character) => escapes[character] ?? character);
}

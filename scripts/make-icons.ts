import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import chromium from '@sparticuz/chromium';
import { chromium as playwright } from 'playwright-core';

// Draws the app's icon in every size and container that the systems want, from the one drawing in
// resources/icon.svg: `npm run -s icons`. The results are committed; run it again after changing the drawing.

const resources = join(import.meta.dirname, '..', 'resources');

/** Pictures inside icon.ico, in pixels; Windows takes PNG at every size since Vista. */
const windowsSizes = [16, 24, 32, 48, 64, 128, 256] as const;

/** Four-letter types inside icon.icns and the pixels of each; `@2x` types double the point size. */
const macTypes = [
  ['icp4', 16],
  ['icp5', 32],
  ['ic11', 32],
  ['ic12', 64],
  ['ic07', 128],
  ['ic13', 256],
  ['ic08', 256],
  ['ic14', 512],
  ['ic09', 512],
  ['ic10', 1024],
] as const;

const linuxSize = 512;

/** Draws the SVG at each size; transparent ground. */
async function draw(svg: string, sizes: ReadonlySet<number>): Promise<Map<number, Buffer>> {
  const browser = await playwright.launch({
    executablePath: await chromium.executablePath(),
    args: chromium.args,
  });
  try {
    const page = await browser.newPage();
    const pictures = new Map<number, Buffer>();
    for (const size of sizes) {
      await page.setViewportSize({ width: size, height: size });
      await page.setContent(
        `<style>*{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`,
      );
      pictures.set(size, await page.screenshot({ omitBackground: true }));
    }
    return pictures;
  } finally {
    await browser.close();
  }
}

/** An ICO file: a directory of 16-byte entries, then the PNG files. */
function packIco(pictures: readonly { size: number; png: Buffer }[]): Buffer {
  const directory = Buffer.alloc(6 + 16 * pictures.length);
  directory.writeUInt16LE(1, 2);
  directory.writeUInt16LE(pictures.length, 4);
  let offset = directory.length;
  for (const [index, { size, png }] of pictures.entries()) {
    const entry = 6 + 16 * index;
    // A byte holds the size; 256 is written as 0.
    directory.writeUInt8(size % 256, entry);
    directory.writeUInt8(size % 256, entry + 1);
    directory.writeUInt16LE(1, entry + 4);
    directory.writeUInt16LE(32, entry + 6);
    directory.writeUInt32LE(png.length, entry + 8);
    directory.writeUInt32LE(offset, entry + 12);
    offset += png.length;
  }
  return Buffer.concat([directory, ...pictures.map(({ png }) => png)]);
}

/** An ICNS file: a header with the whole length, then each picture with its type and length, big-endian. */
function packIcns(pictures: readonly { type: string; png: Buffer }[]): Buffer {
  const chunk = (type: string, content: Buffer): Buffer => {
    const head = Buffer.alloc(8);
    head.write(type, 'latin1');
    head.writeUInt32BE(8 + content.length, 4);
    return Buffer.concat([head, content]);
  };
  return chunk('icns', Buffer.concat(pictures.map(({ type, png }) => chunk(type, png))));
}

const svg = await readFile(join(resources, 'icon.svg'), 'utf8');
const sizes = new Set<number>([...windowsSizes, ...macTypes.map(([, size]) => size), linuxSize]);
const pictures = await draw(svg, sizes);
const picture = (size: number): Buffer => pictures.get(size) as Buffer;
await writeFile(join(resources, 'icon.png'), picture(linuxSize));
await writeFile(
  join(resources, 'icon.ico'),
  packIco(windowsSizes.map((size) => ({ size, png: picture(size) }))),
);
await writeFile(
  join(resources, 'icon.icns'),
  packIcns(macTypes.map(([type, size]) => ({ type, png: picture(size) }))),
);

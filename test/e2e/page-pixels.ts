import type { Page } from 'playwright-core';

/** A picture as the page holds it: [row, column, 4] RGBA bytes. */
export interface PagePicture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** A rectangle on the page, in CSS pixels. */
export interface PageBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The pixels of a canvas, or of the frame a video shows, at its own size. */
export async function readPixels(page: Page, selector: string): Promise<PagePicture> {
  const { width, height, bytes } = (await page.evaluate(`(() => {
    const source = document.querySelector(${JSON.stringify(selector)});
    const width = source.videoWidth ?? source.width;
    const height = source.videoHeight ?? source.height;
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext('2d');
    context.drawImage(source, 0, 0);
    const { data } = context.getImageData(0, 0, width, height);
    // As text: a list of a million numbers takes seconds to travel.
    let text = '';
    for (let at = 0; at < data.length; at += 32768) text += String.fromCharCode(...data.subarray(at, at + 32768));
    return { width, height, bytes: btoa(text) };
  })()`)) as { width: number; height: number; bytes: string };
  return { width, height, data: Buffer.from(bytes, 'base64') };
}

/** Where the colours are brightest, in 0…1 of the picture; inferno and its like rise in brightness with the value. */
export function brightestPlace({ width, height, data }: PagePicture): { x: number; y: number } {
  let best = 0;
  let brightest = -1;
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    const at = pixel * 4;
    if (data[at + 3] === 0) continue;
    const brightness = data[at]! * 0.3 + data[at + 1]! * 0.59 + data[at + 2]! * 0.11;
    if (brightness > brightest) {
      brightest = brightness;
      best = pixel;
    }
  }
  return { x: ((best % width) + 0.5) / width, y: (Math.floor(best / width) + 0.5) / height };
}

/** A channel between the middles of pixels, bilinearly, as a browser draws a picture larger; x and y in 0…1. */
function sampleAt({ width, height, data }: PagePicture, x: number, y: number, channel: number): number {
  const column = Math.min(Math.max(x * width - 0.5, 0), width - 1);
  const row = Math.min(Math.max(y * height - 0.5, 0), height - 1);
  const [left, top] = [Math.floor(column), Math.floor(row)];
  const at = (down: number, right: number) =>
    data[(Math.min(top + down, height - 1) * width + Math.min(left + right, width - 1)) * 4 + channel]!;
  const upper = at(0, 0) + (at(0, 1) - at(0, 0)) * (column - left);
  const lower = at(1, 0) + (at(1, 1) - at(1, 0)) * (column - left);
  return upper + (lower - upper) * (row - top);
}

/**
 * How much an exported picture differs from what the window shows, as the mean of 255 steps a channel: under the map,
 * and where it is clear or the square ends. `change` is how much the map changes the frame it covers.
 */
export function differences(
  frame: PagePicture,
  saved: { data: ArrayLike<number>; channels: number },
  map: PagePicture,
) {
  const left = (frame.width - frame.height) / 2;
  const sums = { under: 0, change: 0, clear: 0 };
  const counts = { under: 0, clear: 0 };
  for (let pixel = 0; pixel < frame.width * frame.height; pixel += 1) {
    const x = ((pixel % frame.width) + 0.5 - left) / frame.height;
    const y = (Math.floor(pixel / frame.width) + 0.5) / frame.height;
    const alpha = x < 0 || x > 1 ? 0 : sampleAt(map, x, y, 3) / 255;
    const area = alpha > 0 ? 'under' : 'clear';
    counts[area] += 3;
    for (const channel of [0, 1, 2]) {
      const under = frame.data[pixel * 4 + channel]!;
      const shown = alpha > 0 ? under + alpha * (sampleAt(map, x, y, channel) - under) : under;
      sums[area] += Math.abs(saved.data[pixel * saved.channels + channel]! - shown);
      sums.change += Math.abs(shown - under);
    }
  }
  return {
    under: sums.under / counts.under,
    change: sums.change / counts.under,
    clear: sums.clear / counts.clear,
  };
}

/** Whether a canvas shows anything at all. */
export function isEmpty({ data }: PagePicture): boolean {
  return data.every((value, index) => index % 4 !== 3 || value === 0);
}

/** The number of the frame written into the coded picture: 8 bars across its centre square, the lowest bit first. */
export function codedFrame({ width, height, data }: PagePicture): number {
  let frame = 0;
  for (let bit = 0; bit < 8; bit += 1) {
    const column = width / 2 - 32 + bit * 8 + 4;
    if (data[((height / 2) * width + column) * 4]! > 128) frame += 2 ** bit;
  }
  return frame;
}

/** Where an element lies on the page. */
export async function boxOf(page: Page, selector: string): Promise<PageBox> {
  const box = await page.locator(selector).first().boundingBox();
  if (!box) throw new Error(`${selector} is not on the page.`);
  return box;
}

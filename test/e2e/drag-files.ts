import type { Page } from 'playwright-core';
import { boxOf } from './page-pixels.ts';

/** Drags files or folders of this machine into the middle of an element and drops them there, as a desktop does. */
export async function dropFiles(page: Page, selector: string, files: readonly string[]): Promise<void> {
  const box = await boxOf(page, selector);
  const place = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const browser = await page.context().newCDPSession(page);
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await browser.send('Input.dispatchDragEvent', {
      ...{ type, ...place },
      data: { items: [], files: [...files], dragOperationsMask: 1 },
    });
  }
  await browser.detach();
}

import chromium from '@sparticuz/chromium';
import { type Browser, chromium as playwright } from 'playwright-core';

/** WebGL without a graphics card, drawn by the driver that the package carries. */
const softwareGraphics = [
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--ignore-gpu-blocklist',
];

/**
 * Starts the Chromium that comes inside an npm package: the same one on every machine, nothing to install. Of the
 * package's own switches none is taken: they are made for servers without a screen and change what a page does.
 * @param options.webgl for pages that need WebGL; the rest draws several times faster without
 * @param options.scrollbars shows them; pictures are calmer without
 */
export async function launchBrowser(
  options: { webgl?: boolean; scrollbars?: boolean } = {},
): Promise<Browser> {
  return playwright.launch({
    executablePath: await chromium.executablePath(),
    headless: true,
    ...(options.scrollbars ? { ignoreDefaultArgs: ['--hide-scrollbars'] } : {}),
    args: [
      '--no-sandbox',
      '--font-render-hinting=none',
      '--autoplay-policy=no-user-gesture-required',
      ...(options.webgl ? softwareGraphics : ['--disable-gpu']),
    ],
  });
}

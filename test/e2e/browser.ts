import chromium from '@sparticuz/chromium';
import { type Browser, chromium as playwright } from 'playwright-core';

/** Switches of the packaged Chromium that are made for servers without a screen and would change what a page does. */
const unwanted =
  /^--(single-process|no-zygote|in-process-gpu|disable-(site-isolation|web-security|features)|headless)/;

/** Starts the Chromium that comes inside an npm package: the same one on every machine, nothing to install. */
export async function launchBrowser(): Promise<Browser> {
  return playwright.launch({
    executablePath: await chromium.executablePath(),
    headless: true,
    args: [
      ...chromium.args.filter((argument) => !unwanted.test(argument)),
      '--autoplay-policy=no-user-gesture-required',
    ],
  });
}

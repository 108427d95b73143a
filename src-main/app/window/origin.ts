/** The scheme and host under which the window's page and its media live. */
export const pageScheme = 'earsight';
export const pageOrigin = `${pageScheme}://app`;
export const pageAddress = `${pageOrigin}/`;

/** True for an address of our own page. `URL.origin` is of no use: it is "null" for schemes of one's own. */
export function isPageAddress(address: string | undefined | null): boolean {
  const url = address ? URL.parse(address) : null;
  return (
    url?.protocol === `${pageScheme}:` && url.host === 'app' && url.username === '' && url.password === ''
  );
}

/** Web pages that the Help menu and the page may open in the user's browser, and no others. */
export const helpLinks = {
  objectsThatSound: 'https://arxiv.org/abs/1712.06651',
  lookListenLearn: 'https://arxiv.org/abs/1705.08168',
} as const;

const allowedLinks: ReadonlySet<string> = new Set(Object.values(helpLinks));

/** True for a link that may be handed to the system, which would start any program for the wrong scheme. */
export function isAllowedLink(address: string): boolean {
  return allowedLinks.has(address);
}

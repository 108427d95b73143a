import type { Session, Shell, WebContents } from 'electron';
import { isAllowedLink, isPageAddress, pageScheme } from './origin.ts';

/** What the page itself may ask for: showing a picture full screen, and copying text. */
const allowedPermissions: ReadonlySet<string> = new Set(['fullscreen', 'clipboard-sanitized-write']);

/** Schemes that never leave this machine. */
const localSchemes: ReadonlySet<string> = new Set([`${pageScheme}:`, 'blob:', 'data:', 'devtools:']);

/**
 * Takes from a session what the page never needs: permissions (but those two, for our own page), devices,
 * downloads, the spell checker (it would fetch dictionaries), and every connection to another machine.
 */
export function lockSession(session: Session): void {
  session.setPermissionRequestHandler((contents, permission, decide) =>
    decide(allowedPermissions.has(permission) && isPageAddress(contents?.getURL())),
  );
  session.setPermissionCheckHandler(
    (contents, permission) => allowedPermissions.has(permission) && isPageAddress(contents?.getURL()),
  );
  session.setDevicePermissionHandler(() => false);
  session.setSpellCheckerEnabled(false);
  session.on('will-download', (event) => event.preventDefault());
  session.webRequest.onBeforeRequest((details, decide) => {
    const scheme = URL.parse(details.url)?.protocol ?? '';
    decide({ cancel: !localSchemes.has(scheme) });
  });
}

/**
 * Keeps a window on our page: it navigates nowhere else, opens no window and embeds none. A link that the
 * page opens goes to the user's browser if it is one of ours.
 */
export function lockContents(contents: WebContents, shell: Shell): void {
  const stayHere = (event: { preventDefault(): void; url?: string }, url = event.url): void => {
    if (!isPageAddress(url)) event.preventDefault();
  };
  contents.on('will-navigate', (event) => stayHere(event));
  contents.on('will-frame-navigate', (event) => stayHere(event));
  contents.on('will-redirect', (event) => stayHere(event));
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    if (isAllowedLink(url)) void shell.openExternal(url);
    return { action: 'deny' };
  });
}

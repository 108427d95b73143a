/**
 * What the page may load and do, as a Content-Security-Policy: scripts, pictures and sounds of its own origin
 * and nothing from anywhere else. Inline script is never allowed; inline style attributes are, because Svelte's
 * templates set them, while style sheets must be files.
 * @param sockets further origins that may be connected to (`ws://127.0.0.1:8123`)
 */
export function contentSecurityPolicy(sockets: readonly string[] = []): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' blob: data:",
    "media-src 'self' blob:",
    "font-src 'self'",
    `connect-src ${["'self'", ...sockets].join(' ')}`,
    "worker-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** Headers of every response, whatever it is: no guessing of types, no framing, no reading by other origins. */
export const commonHeaders: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=(), midi=()',
};

/** The policy of what a user's files give: should a browser ever show one as a document, it can do nothing. */
export const mediaPolicy = "default-src 'none'; sandbox";

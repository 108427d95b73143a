import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/**
 * Who may use the browser mode: whoever opened a one-time link first. The link's token dies with its first
 * use; from then on the browser holds a cookie that no script can read and no other site can send.
 */
export class Session {
  readonly #cookies = new Set<string>();
  #token: Buffer | null = null;
  #cookieName = 'earsight';

  /**
   * Cookies are shared by all ports of a host: the name carries the port, so that two running Earsights do
   * not log each other out.
   */
  usePort(port: number): void {
    this.#cookieName = `earsight-${port}`;
  }

  /** A fresh one-time token, 256 random bits; the one before it dies. */
  newToken(): string {
    const token = randomBytes(32).toString('base64url');
    this.#token = digest(token);
    return token;
  }

  /** Trades the token for a `Set-Cookie` value; null for a wrong or used one. */
  redeem(token: string): string | null {
    if (!this.#token || !timingSafeEqual(this.#token, digest(token))) return null;
    this.#token = null;
    const cookie = randomBytes(32).toString('base64url');
    // Only the digest is kept, and set membership is tested on digests: nothing to time.
    this.#cookies.add(digest(cookie).toString('hex'));
    return `${this.#cookieName}=${cookie}; Path=/; HttpOnly; SameSite=Strict`;
  }

  /** True when a `Cookie` header holds a cookie that `redeem` gave. */
  knows(cookieHeader: string | undefined): boolean {
    for (const pair of (cookieHeader ?? '').split(';')) {
      const at = pair.indexOf('=');
      if (at < 0 || pair.slice(0, at).trim() !== this.#cookieName) continue;
      if (this.#cookies.has(digest(pair.slice(at + 1).trim()).toString('hex'))) return true;
    }
    return false;
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

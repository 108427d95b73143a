import { readFile, realpath, stat } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';

const typeByExtension: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
};

/**
 * The built page's file for a path of its origin, or null when there is none. Only files of known types below
 * `folder` are given, whatever the path, its encoding or a link in the folder says.
 */
export async function pageFile(folder: string, pathname: string): Promise<Response | null> {
  const path = relativePath(pathname);
  if (path === null) return null;
  const type = typeByExtension[extname(path).toLowerCase()];
  if (!type) return null;
  try {
    const root = await realpath(folder);
    const file = await realpath(join(root, path));
    if (!file.startsWith(root + sep) || !(await stat(file)).isFile()) return null;
    return new Response(await readFile(file), {
      headers: { 'content-type': type, 'cache-control': cacheControl(path) },
    });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG') return null;
    throw error;
  }
}

/** The path below the page's folder, or null for one that no link of the page could have. */
function relativePath(pathname: string): string | null {
  let path: string;
  try {
    path = decodeURIComponent(pathname);
  } catch {
    return null;
  }
  if (path === '/') return 'index.html';
  const parts = path.slice(1).split('/');
  const clean = parts.every((part) => part !== '' && !part.startsWith('.') && !/[\\:\0]/.test(part));
  return path.startsWith('/') && clean ? parts.join(sep) : null;
}

/** Vite names what lies in `assets/` by its content; everything else may change with the next version. */
function cacheControl(path: string): string {
  return path.startsWith(`assets${sep}`) ? 'public, max-age=31536000, immutable' : 'no-cache';
}

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync } from 'node:zlib';

const archive = fileURLToPath(
  new URL('../../../node_modules/@sparticuz/chromium/bin/swiftshader.tar.br', import.meta.url),
);

/**
 * Unpacks SwiftShader, a Vulkan driver in software that comes with the test browser, and gives the environment
 * in which ONNX Runtime's WebGPU provider finds it. Null where the browser package has none (not Linux x64).
 */
export function softwareGpu(): Record<string, string> | null {
  if (process.platform !== 'linux' || process.arch !== 'x64' || !existsSync(archive)) return null;
  const folder = join(tmpdir(), 'earsight-swiftshader');
  if (!existsSync(join(folder, 'vk_swiftshader_icd.json')))
    unpack(brotliDecompressSync(readFileSync(archive)), folder);
  return {
    VK_ICD_FILENAMES: join(folder, 'vk_swiftshader_icd.json'),
    // The loader lies beside the driver, for systems without one.
    LD_LIBRARY_PATH: folder,
    XDG_RUNTIME_DIR: tmpdir(),
  };
}

/** The plain files of a tar archive; the driver's description last, as the sign that all is there. */
function unpack(tar: Buffer, folder: string): void {
  mkdirSync(folder, { recursive: true });
  const files: [string, Buffer][] = [];
  for (let at = 0; at + 512 <= tar.length && tar[at] !== 0; ) {
    const text = (from: number, length: number) =>
      tar.toString('latin1', at + from, at + from + length).replace(/\0.*$/, '');
    const size = Number.parseInt(text(124, 12), 8);
    files.push([text(0, 100).replace(/^.*\//, ''), tar.subarray(at + 512, at + 512 + size)]);
    at += 512 + Math.ceil(size / 512) * 512;
  }
  files.sort(([a], [b]) => Number(a.endsWith('.json')) - Number(b.endsWith('.json')));
  for (const [name, content] of files) if (name) writeFileSync(join(folder, name), content, { mode: 0o755 });
}

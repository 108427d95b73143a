import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { defineConfig, type EnvironmentOptions } from 'vite';

/**
 * The main side of the desktop app: the entry and the workers (`electron.js`, `worker.js`, shared chunks), the
 * decoding thread in one file, and the preload script, which the sandbox wants as one CommonJS file.
 * Packages with native parts or programs stay packages; pure JavaScript goes into the bundle, so that the
 * packaged app carries no module that it does not run.
 */
const app = (file: string): string => join(import.meta.dirname, 'src-main', file);

/** What is not bundled: `electron-builder.yml` packs these packages and no others. */
const packedPackages =
  /^(?:electron|better-sqlite3|onnxruntime-node|onnxruntime-common|ffmpeg-static|@ffmpeg-installer|@ffprobe-installer|@tensorflow)(?:\/|$)/;

const external = (id: string): boolean => isBuiltin(id) || packedPackages.test(id);

function environment(
  input: Record<string, string>,
  output: { entryFileNames: string; format: 'es' | 'cjs'; chunkFileNames?: string },
): EnvironmentOptions {
  return {
    consumer: 'server',
    resolve: { noExternal: true, conditions: ['node', 'import', 'default'] },
    build: {
      outDir: process.env.EARSIGHT_BUILD_FOLDER ?? 'out/main',
      emptyOutDir: 'electron' in input,
      target: 'node24',
      minify: false,
      sourcemap: false,
      ssr: true,
      rolldownOptions: { input, external, output },
    },
  };
}

export default defineConfig({
  builder: {
    // One after the other, `main` first: it empties the folder.
    async buildApp(builder) {
      for (const name of ['main', 'thread', 'preload'] as const) {
        const built = builder.environments[name];
        if (built) await builder.build(built);
      }
    },
  },
  publicDir: false,
  environments: {
    main: environment(
      { electron: app('app/electron.ts'), worker: app('app/worker.ts') },
      { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js', format: 'es' },
    ),
    thread: environment(
      { 'decode-thread': app('services/indexing/decode-thread.ts') },
      { entryFileNames: '[name].js', format: 'es' },
    ),
    preload: environment({ preload: app('app/preload.ts') }, { entryFileNames: '[name].cjs', format: 'cjs' }),
  },
});

import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

/**
 * The page. Everything it needs is in `out/renderer`, under paths of its own origin: no script is inline, so
 * that the Content-Security-Policy need not allow any.
 */
export default defineConfig({
  root: 'src-renderer',
  base: '/',
  plugins: [svelte()],
  build: {
    outDir: process.env.EARSIGHT_BUILD_FOLDER ?? '../out/renderer',
    emptyOutDir: true,
    // Chromium of the Electron in package.json, and the current browsers of the browser mode.
    target: ['chrome130', 'firefox135', 'safari18.4'],
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    sourcemap: false,
  },
});

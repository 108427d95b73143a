import { defineConfig } from 'vitest/config';

// Where `scripts/test.mjs` wants the counts.
const report = process.env.EARSIGHT_TEST_REPORT;

// Native modules (ONNX Runtime, SQLite) do not survive worker threads being torn down: every file gets a process.
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    // Some tests reach past the engine's door, which says the same.
    env: { ORT_DISABLE_TELEMETRY: '1' },
    testTimeout: 60_000,
    hookTimeout: 120_000,
    globalSetup: ['test/fixtures/global-setup.ts'],
    reporters: report ? ['default', ['json', { outputFile: report }]] : ['default'],
  },
});

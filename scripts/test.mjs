import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureInstalled, root } from './ensure-installed.mjs';

// The README's test command: installs what is missing, runs exactly what CI runs, and ends with one plain line
// that people and programs can read: `N passed, N failed`.
ensureInstalled();
const folder = mkdtempSync(join(tmpdir(), 'earsight-test-'));
const report = join(folder, 'tests.json');
const npm = process.env.npm_execpath;
const result = spawnSync(npm ? process.execPath : 'npm', [...(npm ? [npm] : []), 'run', '-s', 'check'], {
  cwd: root,
  stdio: 'inherit',
  shell: !npm && process.platform === 'win32',
  env: { ...process.env, EARSIGHT_TEST_REPORT: report },
});
const { passed, failed } = readCounts(report);
rmSync(folder, { recursive: true, force: true });
// A check that failed without a failing test (format, lint, types, a stray rejection) counts as one failure.
const failures = result.status === 0 ? failed : Math.max(failed, 1);
process.stdout.write(`${passed} passed, ${failures} failed\n`);
process.exit(failures === 0 ? 0 : 1);

/** The counts of Vitest's JSON report; none when the checks before the tests stopped the run. */
function readCounts(file) {
  try {
    const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(file, 'utf8'));
    return { passed: numPassedTests, failed: numFailedTests };
  } catch {
    return { passed: 0, failed: 0 };
  }
}

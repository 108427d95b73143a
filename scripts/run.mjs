import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureInstalled, projectNode, root } from './ensure-installed.mjs';

// Runs a TypeScript entry with the project's own Node: `node scripts/run.mjs ENTRY ARGUMENTS…`.
ensureInstalled();
const child = spawn(projectNode(), process.argv.slice(2), {
  stdio: 'inherit',
  // Compiled modules are kept: commands start in less than half the time.
  env: { NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'compiled'), ...process.env },
});
// The terminal delivers Ctrl-C to the child as well; this process only waits for its orderly end.
for (const signal of ['SIGINT', 'SIGTERM'])
  process.on(signal, () => signal === 'SIGTERM' && child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));

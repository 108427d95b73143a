import { spawn } from 'node:child_process';
import { ensureInstalled, projectNode } from './ensure-installed.mjs';

// Runs a TypeScript entry with the project's own Node: `node scripts/run.mjs ENTRY ARGUMENTS…`.
ensureInstalled();
const child = spawn(projectNode(), process.argv.slice(2), { stdio: 'inherit' });
// The terminal delivers Ctrl-C to the child as well; this process only waits for its orderly end.
for (const signal of ['SIGINT', 'SIGTERM'])
  process.on(signal, () => signal === 'SIGTERM' && child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));

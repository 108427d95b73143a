import { createServices } from '../services/index.ts';
import { hostServices } from './workers/host.ts';
import { parentEndpoint } from './workers/parent-endpoint.ts';

/** How long an orphaned worker may take to put its work away before it ends anyway. */
const closeLimitMilliseconds = 5000;

// The entry of both worker processes. Their parent tells them which half of the contract they answer.
const endpoint = parentEndpoint();
const close = hostServices(endpoint, createServices);

process.on('disconnect', () => {
  // The main process was killed: put the running job where it can resume, then go.
  setTimeout(() => process.exit(1), closeLimitMilliseconds).unref();
  close().finally(() => process.exit(0));
});

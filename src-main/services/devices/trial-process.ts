import type { Provider } from '../../engine/index.ts';
import { tryDevice } from './try-device.ts';

// Tries one device in a process of its own, because a bad driver takes its process down: `trial-process.ts PROVIDER`.
process.stdout.write(JSON.stringify(await tryDevice(process.argv[2] as Provider)));

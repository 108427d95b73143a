import { EarsightError } from '../contract/errors.ts';
import { serveUntilStopped } from './serve-until-stopped.ts';

// What `npm start` runs where Electron is not to be had: `browser.ts [FOLDER]`. It loads no service into this
// process, so that the page is there at once.
const folder = process.argv[2];
try {
  await serveUntilStopped({ open: true, ...(folder === undefined ? {} : { folder }) });
  process.exit(0);
} catch (error) {
  process.stderr.write(`${EarsightError.toData(error).message}\n`);
  process.exit(1);
}

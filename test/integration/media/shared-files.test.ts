import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { decodeMoments, MediaError, probe } from '../../../src-main/media/index.ts';
import { tools } from '../../fixtures/clips.ts';

const data = fileURLToPath(new URL('../../../../shared/data/', import.meta.url));
const folders = ['clips', 'robustness/mediabunny', 'robustness/moviepy', 'robustness/openl3'];
const files = folders
  .map((folder) => join(data, folder))
  .filter((folder) => existsSync(folder))
  .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)));
/** What no video and no sound is. */
const others = /\.(png|jpe?g|txt|json)$|LICENSE$/i;

describe.skipIf(files.length === 0)('files from elsewhere', () => {
  it.each(files.map((file) => [file.slice(data.length), file]))(
    '%s ends decoded or with a reason',
    async (_, file) => {
      let count = 0;
      try {
        const found = await probe(await tools(), file);
        let last = -1;
        for await (const moment of decodeMoments(await tools(), file, found, { ratePerSecond: 1 })) {
          expect(moment.atSeconds).toBeGreaterThan(last);
          expect(moment.frame !== null || moment.sound !== null).toBe(true);
          expect(moment.sound?.every(Number.isFinite) ?? true).toBe(true);
          last = moment.atSeconds;
          count += 1;
        }
      } catch (error) {
        expect(error).toBeInstanceOf(MediaError);
        expect((error as MediaError).code).toMatch(/^(unreadable-file|unsupported-format)$/);
      }
      // Every one that is media gives moments, the damaged ones too.
      expect(count > 0).toBe(!others.test(file));
    },
  );
});

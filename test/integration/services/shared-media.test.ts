import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { indexResult } from '../../../src-main/contract/jobs.ts';
import { startIndexing } from '../../../src-main/services/indexing/index.ts';
import { finishJob } from '../../../src-main/services/jobs/index.ts';
import { addSources, kindByName } from '../../../src-main/services/libraries/index.ts';
import { never, openServices, temporaryFolder, tinyAve } from '../../fixtures/services.ts';

const data = join(import.meta.dirname, '..', '..', '..', '..', 'shared', 'data');
const folders = ['clips', 'robustness'].map((name) => join(data, name));

describe.skipIf(!folders.every((folder) => existsSync(folder)))(
  'the odd and broken files beside the checkout',
  () => {
    it('all end indexed or with a stated reason', { timeout: 300_000 }, async () => {
      const { context } = await openServices(temporaryFolder('shared'));
      const sources = addSources(context, folders);
      const id = startIndexing(context, { sources, model: tinyAve, ratePerSecond: 0.5 });
      const { videos, failures } = indexResult.parse((await finishJob(context, id, never)).result);
      const media = folders.flatMap((folder) =>
        readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
          (entry) => entry.isFile() && kindByName(entry.name) !== null,
        ),
      );
      expect(videos.found).toBe(media.length);
      expect(videos.indexed + videos.failed).toBe(videos.found);
      for (const { code, reason } of failures) {
        expect(code).not.toBe('internal');
        expect(reason.length).toBeGreaterThan(10);
      }
      const { store } = context.session.current();
      expect(store.videos.totals()).toMatchObject({ total: videos.found, waiting: 0 });
    });
  },
);

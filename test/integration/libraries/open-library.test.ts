import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { methods } from '../../../src-main/contract/contract.ts';
import { scanSource } from '../../../src-main/services/libraries/index.ts';
import { never, openServices } from '../../fixtures/services.ts';
import { asOrdinaryUser, setWritable } from '../../fixtures/without-permission.ts';
import { temporaryFolder } from '../store/temporary-library.ts';

it('opens a library anywhere, remembers it and answers for it', async () => {
  const folder = temporaryFolder();
  const { handlers } = await openServices(folder);
  const opened = await handlers['library.open']!({ folder: join(folder, 'Bird calls'), create: true }, never);
  expect(methods['library.open'].output.parse(opened)).toEqual(opened);
  expect(opened).toMatchObject({ name: 'Bird calls', sources: [], demo: false, videos: { total: 0 } });
  expect(await handlers['library.recent']!({}, never)).toMatchObject([{ name: 'Bird calls', exists: true }]);
  expect(await handlers['library.summary']!({}, never)).toMatchObject({ folder: join(folder, 'Bird calls') });
});

it('opens the demo library on the app’s own clips when no folder is given', async () => {
  const { handlers } = await openServices(temporaryFolder());
  const opened = await handlers['library.open']!({ create: true }, never);
  expect(opened).toMatchObject({ name: 'Demo', demo: true, sources: [{ online: true }] });
  const again = await handlers['library.open']!({ create: true }, never);
  expect(again.sources).toHaveLength(1);
});

it.skipIf(process.platform === 'win32').each(['interactive', 'jobs'] as const)(
  'opens a library that cannot be written to look at, and refuses changes and jobs (%s)',
  async (role) => {
    const folder = temporaryFolder();
    chmodSync(folder, 0o755);
    const { handlers, context } = await openServices(folder, { role });
    const archive = join(folder, 'archive');
    const { store } = await context.session.open(archive);
    const { id } = store.sources.add('/videos');
    store.videos.add(id, { path: 'a.mp4', sizeBytes: 1, modifiedMs: 1, contentHash: null });
    await context.session.close();
    onTestFinished(() => setWritable(archive, true));
    setWritable(archive, false);
    await asOrdinaryUser(async () => {
      const opened = await handlers['library.open']!({ folder: archive, create: false }, never);
      expect(opened).toMatchObject({ folder: archive, videos: { total: 1 } });
      const refusal = { code: 'not-allowed', message: expect.stringContaining(archive) };
      await expect((async () => handlers['sources.remove']!({ source: id }, never))()).rejects.toMatchObject(
        refusal,
      );
      await expect(
        (async () => handlers['index.start']!({ ratePerSecond: 1, adopt: false }, never))(),
      ).rejects.toMatchObject(refusal);
      await context.session.close();
    });
  },
);

it('keeps the library that is open when another cannot be opened', async () => {
  const folder = temporaryFolder();
  const { handlers } = await openServices(folder);
  mkdirSync(join(folder, 'other'));
  writeFileSync(
    join(folder, 'other', 'library.sqlite'),
    'no database, but long enough to be looked at'.repeat(50),
  );
  await expect(
    handlers['library.open']!({ folder: join(folder, 'other'), create: true }, never),
  ).rejects.toMatchObject({
    code: 'unreadable-file',
  });
  expect((await handlers['library.summary']!({}, never)).name).toBe('library');
});

it('tells the windows when a drive is plugged in again', async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'drive'));
  writeFileSync(join(folder, 'drive', 'a.mp4'), 'a');
  const { handlers, context, events } = await openServices(folder, { role: 'interactive' });
  const { store } = context.session.current();
  const source = store.sources.add(join(folder, 'drive'));
  await scanSource({ store }, source.id);
  store.sources.setOnline(source.id, false);
  await vi.waitFor(() => expect(events.map(({ name }) => name)).toContain('videos-changed'), {
    timeout: 15_000,
  });
  expect((await handlers['library.summary']!({}, never)).videos).toMatchObject({ offline: 0, waiting: 1 });
});

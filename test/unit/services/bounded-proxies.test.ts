import { readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { boundProxies, touchProxy } from '../../../src-main/services/proxies/bounded-proxies.ts';
import { temporaryFolder } from '../../fixtures/services.ts';

/** A folder with proxies of a hundred bytes each, the first one used longest ago. */
function folderOf(...names: string[]): string {
  const folder = temporaryFolder('proxies');
  for (const [index, name] of names.entries()) {
    writeFileSync(join(folder, name), Buffer.alloc(100));
    utimesSync(join(folder, name), 1000 + index, 10);
  }
  return folder;
}

describe('the playable copies', () => {
  it('lose the least recently used ones beyond their bound, and say whose they were', async () => {
    const folder = folderOf('1-a.mp4', '2-b.mp4', '3-c.mp4', '4-d.mp4');
    await touchProxy(join(folder, '1-a.mp4'));
    expect(await boundProxies(folder, join(folder, '4-d.mp4'), 250)).toEqual([2, 3]);
    expect(readdirSync(folder).sort()).toEqual(['1-a.mp4', '4-d.mp4']);
  });

  it('keep the newest one though it is larger than all may be, and what is being written', async () => {
    const folder = folderOf('.earsight-x.part.mp4', '7-new.mp4', '12-old.mp4');
    expect(await boundProxies(folder, join(folder, '7-new.mp4'), 50)).toEqual([12]);
    expect(readdirSync(folder).sort()).toEqual(['.earsight-x.part.mp4', '7-new.mp4']);
  });

  it('lose nothing within their bound', async () => {
    const folder = folderOf('1-a.mp4', '2-b.mp4');
    expect(await boundProxies(folder, join(folder, '2-b.mp4'), 200)).toEqual([]);
    expect(readdirSync(folder)).toHaveLength(2);
  });

  it('keep their time of change when they are played', async () => {
    const folder = folderOf('1-a.mp4');
    await touchProxy(join(folder, '1-a.mp4'));
    const { atimeMs, mtimeMs } = statSync(join(folder, '1-a.mp4'));
    expect([Math.round(mtimeMs), atimeMs > 1e12]).toEqual([10_000, true]);
  });
});

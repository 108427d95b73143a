import { execFile } from 'node:child_process';
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { probe } from '../../../src-main/media/index.ts';
import { makeClip, tools } from '../../fixtures/clips.ts';
import { temporaryFolder } from '../../fixtures/services.ts';

const root = join(import.meta.dirname, '../../..');

/** As `npm run demo -- …`, with a user's folder of the test's. */
async function demo(home: string, ...args: string[]): Promise<{ stdout: string; code: number }> {
  const env = {
    NODE_COMPILE_CACHE: join(tmpdir(), 'earsight-test-compiled'),
    ...process.env,
    EARSIGHT_HOME: join(home, 'home'),
  };
  const running = promisify(execFile)(process.execPath, [join(root, 'scripts/demo.ts'), ...args], { env });
  return running.then(
    ({ stdout }) => ({ stdout, code: 0 }),
    (failed: { stdout: string; code: number }) => ({ stdout: failed.stdout, code: failed.code }),
  );
}

describe('npm run demo', () => {
  let home = '';
  let videos = '';
  beforeAll(async () => {
    home = temporaryFolder('demo', afterAll);
    videos = temporaryFolder('demo-videos', afterAll);
    await makeClip(videos, 'low.mp4', { seconds: 1, hertz: 220 });
    await makeClip(videos, 'high.mp4', { seconds: 1, hertz: 3520, picture: 'testsrc2' });
    writeFileSync(join(videos, 'broken.mp4'), 'no film');
  });

  it('tells the sounds that match, and writes a heatmap of each video and a film', async () => {
    const out = join(home, 'out');
    const { stdout, code } = await demo(home, videos, '--out', out);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ {2}low\.mp4 at 0\.0 s: .*high\.mp4 at \d\.\d s \(\d\.\d\d\)/m);
    expect(stdout).toMatch(/^Left out:\n.*broken\.mp4/m);
    expect(stdout).toContain(`Everything is in ${out}.`);
    const files = readdirSync(out);
    const pictures = files.filter((name) => name.endsWith('.png'));
    expect(pictures.map((name) => name.split(/[ .-]/)[0]).sort()).toEqual(['high', 'low']);
    for (const name of pictures) expect(statSync(join(out, name)).size).toBeGreaterThan(500);
    const film = files.find((name) => name.endsWith('.mp4'))!;
    const { picture, sounds, durationSeconds } = await probe(await tools(), join(out, film));
    expect([picture !== null, sounds.length]).toEqual([true, 1]);
    expect(durationSeconds).toBeCloseTo(1, 0);
    for (const file of [...pictures, film]) expect(stdout).toContain(join(out, file));
  }, 120_000);

  it('of a folder without a video that can be read ends with exit code 1', async () => {
    const empty = temporaryFolder('demo-empty');
    writeFileSync(join(empty, 'broken.mp4'), 'no film');
    const out = join(home, 'nothing');
    const { code, stdout } = await demo(home, empty, '--out', out);
    expect(code).toBe(1);
    expect(stdout).toContain('broken.mp4');
    expect(existsSync(out)).toBe(true);
  }, 120_000);
});

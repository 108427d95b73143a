import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { getPriority } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeMoments, inBackground, type Tool } from '../../../src-main/media/index.ts';
import { runTool, startTool } from '../../../src-main/media/run-tool.ts';
import { tools } from '../../fixtures/clips.ts';
import { media } from '../../fixtures/fixtures.ts';
import { probed } from './reading.ts';

/** A program that does what a line of JavaScript says. */
const node: Tool = { path: process.execPath, version: '', libavutil: 0 };
const script = (code: string) => ['-e', code];
const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Whether a process is there. */
const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

describe('a program', () => {
  it('that shows no sign of life is ended', async () => {
    const call = runTool(node, script('setInterval(() => {}, 1000)'), { limitSeconds: 60, stallSeconds: 1 });
    await expect(call).rejects.toMatchObject({ code: 'time-limit' });
  });

  it('that works for longer than granted is ended, however busy', async () => {
    const busy = 'setInterval(() => process.stdout.write("x"), 50)';
    const call = runTool(node, script(busy), { limitSeconds: 1, stallSeconds: 60 });
    await expect(call).rejects.toMatchObject({ code: 'time-limit' });
  });

  it('that nobody waits for lets others have the processor first', async () => {
    const idle = inBackground({ ffmpeg: node, ffprobe: node }).ffmpeg;
    const told = await runTool(idle, script('process.stdout.write(String(os.getPriority()))'), {
      limitSeconds: 30,
    });
    expect(Number(told.toString())).toBeGreaterThan(getPriority());
  });

  it('that could not end its file has failed, whatever code it ends with', async () => {
    const full = 'console.error("Error writing trailer of file:/x/y.mp4: No space left on device")';
    const call = runTool(node, script(full), { limitSeconds: 30 });
    await expect(call).rejects.toMatchObject({ code: 'out-of-space' });
    const reader = 'console.error("Error writing trailer of pipe:1: Broken pipe")';
    await expect(runTool(node, script(reader), { limitSeconds: 30 })).resolves.toHaveLength(0);
  });

  it('that waits for us is given all the time we take', async () => {
    const much = 'process.stdout.write(Buffer.alloc(4e6), () => process.exit(0))';
    let isWorking = false;
    const tool = startTool(node, script(much), {
      limitSeconds: 1,
      stallSeconds: 1,
      isWorking: () => isWorking,
    });
    await sleep(2500);
    isWorking = true;
    expect((await tool.output.takeAll(5e6)).length).toBe(4e6);
    await tool.ended;
    expect(tool.failure()).toBeNull();
  });

  it('that is cancelled is gone at once', async () => {
    const controller = new AbortController();
    const tool = startTool(
      node,
      script('process.stdout.write(String(process.pid).padStart(8)); setInterval(() => {}, 1000)'),
      {
        signal: controller.signal,
        limitSeconds: 60,
      },
    );
    const pid = Number(Buffer.from((await tool.output.take(8))!).toString());
    expect(isAlive(pid)).toBe(true);
    controller.abort();
    await tool.ended;
    expect(isAlive(pid)).toBe(false);
    expect(tool.failure()).toMatchObject({ code: 'cancelled' });
  });

  it('that is not there is named', async () => {
    const none: Tool = { path: '/no/such/program', version: '', libavutil: 0 };
    await expect(runTool(none, [], { limitSeconds: 5 })).rejects.toMatchObject({ code: 'missing-program' });
  });

  it.skipIf(process.platform === 'win32')('that the system has no pipes left for is named', () => {
    const room = join(import.meta.dirname, '../../../src-main/media/run-tool.ts');
    const code = `
      const { openSync } = require('node:fs');
      import(${JSON.stringify(room)}).then(async ({ runTool }) => {
        try { for (;;) openSync('/dev/null', 'r'); } catch {}
        const tool = { path: '/bin/true', version: '', libavutil: 0 };
        const failure = await runTool(tool, [], { limitSeconds: 5 }).catch((error) => error);
        // Long enough for an event that nobody hears to end the process.
        setTimeout(() => console.log(failure.code), 100);
      });`;
    const limited = ['-c', 'ulimit -n 100; exec "$0" -e "$1"', process.execPath, code];
    const { stdout, stderr } = spawnSync('/bin/sh', limited, { encoding: 'utf8' });
    expect([stdout.trim(), stderr]).toEqual(['missing-program', '']);
  });

  it('that says more than it may is ended', async () => {
    const much = 'setInterval(() => process.stdout.write("x".repeat(1e5)), 1)';
    const call = runTool(node, script(much), { limitSeconds: 30, maxBytes: 1e6 });
    await expect(call).rejects.toMatchObject({ code: 'unreadable-file' });
  });
});

describe.skipIf(process.platform === 'win32')('a process that is killed', () => {
  const room = JSON.stringify(join(import.meta.dirname, '../../../src-main/media/run-tool.ts'));

  /** Kills a process of its own that has started ffmpeg; gives ffmpeg's id. */
  const killStarter = async (args: readonly string[]): Promise<number> => {
    const { ffmpeg } = await tools();
    const code = `
      import(${room}).then(async ({ startTool }) => {
        const early = startTool(${JSON.stringify(ffmpeg)}, ['-version'], { limitSeconds: 60 });
        await early.output.takeAll(1e6);
        await early.ended;
        startTool(${JSON.stringify(ffmpeg)}, ${JSON.stringify(args)}, { limitSeconds: 60 });
        const ids = process.platform === 'linux'
          ? require('node:fs').readFileSync('/proc/self/task/' + process.pid + '/children', 'utf8')
          : require('node:child_process').execFileSync('pgrep', ['-P', String(process.pid), 'ffmpeg']).toString();
        console.log(ids.trim().split(/\\s+/).at(-1));
      });
      setInterval(() => {}, 1000);`;
    const starter = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [said] = (await once(starter.stdout, 'data')) as [Buffer];
    const pid = Number(said.toString());
    expect(isAlive(pid)).toBe(true);
    starter.kill('SIGKILL');
    await once(starter, 'exit');
    return pid;
  };

  it('takes its ffmpeg along, even one that writes a file and needs no pipe of ours', async () => {
    const endless = ['-loglevel', 'quiet', '-nostdin', '-re', '-f', 'lavfi', '-i', 'testsrc=s=16x16'];
    const pid = await killStarter([...endless, '-f', 'null', '-']);
    await expect.poll(() => isAlive(pid), { timeout: 5000 }).toBe(false);
  });
});

describe('decodeMoments', () => {
  it('ends ffmpeg when the consumer leaves the loop', async () => {
    const { path, probe } = await probed(media.coded);
    const moments = decodeMoments(await tools(), path, probe, { ratePerSecond: 25 });
    for await (const moment of moments) {
      expect(moment.atSeconds).toBeCloseTo(0.48, 2);
      break;
    }
    expect(await moments.next()).toEqual({ done: true, value: undefined });
  });

  it('stops in the middle when cancelled', async () => {
    const { path, probe } = await probed(media.coded);
    const controller = new AbortController();
    const options = { ratePerSecond: 25, signal: controller.signal };
    let count = 0;
    const decodeSome = async () => {
      for await (const moment of decodeMoments(await tools(), path, probe, options)) {
        expect(moment.frame).not.toBeNull();
        count += 1;
        if (count === 3) controller.abort();
      }
    };
    await expect(decodeSome()).rejects.toMatchObject({ code: 'cancelled' });
    expect(count).toBe(3);
  });

  it('gives all moments to a consumer that is slow', async () => {
    const { path, probe } = await probed(media.coded);
    let count = 0;
    for await (const _ of decodeMoments(await tools(), path, probe, { ratePerSecond: 10 })) {
      count += 1;
      if (count % 10 === 0) await sleep(100);
    }
    expect(count).toBe(51);
  });
});

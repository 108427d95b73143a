import { chmodSync, existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { evaluationResult } from '../../../src-main/contract/evaluation.ts';
import { findTools } from '../../../src-main/media/index.ts';
import { compose, openClipMedia } from '../../../src-main/services/composing/index.ts';
import type { ServiceContext } from '../../../src-main/services/context.ts';
import { evaluateModel } from '../../../src-main/services/evaluation/index.ts';
import { finishJob } from '../../../src-main/services/jobs/index.ts';
import { addSources } from '../../../src-main/services/libraries/index.ts';
import type { EmbeddingModel } from '../../../src-main/services/models/index.ts';
import { openStore } from '../../../src-main/store/index.ts';
import { runAsOrdinaryUser, runCommand } from '../../fixtures/command.ts';
import { makeInstruments } from '../../fixtures/instruments.ts';
import {
  never,
  type OpenedServices,
  openServices,
  temporaryFolder,
  tinyAvol,
} from '../../fixtures/services.ts';
import { canRunAsOrdinaryUser, setWritable } from '../../fixtures/without-permission.ts';

let folder = '';
let services: OpenedServices;
const single = (): string => join(folder, 'single', 'labels.json');
const mixed = (): string => join(folder, 'mixed', 'labels.json');

beforeAll(async () => {
  folder = temporaryFolder('evaluate', afterAll);
  const base = { ...(await makeInstruments(folder)), look: 'clean', seconds: 6 } as const;
  const media = openClipMedia(await findTools());
  // Wider than high: boxes of the picture and of the crop that the network sees differ.
  const wide = { ...base, width: 160, height: 96 };
  const one = { ...wide, out: join(folder, 'single'), clips: 5, instruments: '1', silenceShare: 0 } as const;
  await compose(one, media);
  const two = {
    ...wide,
    out: join(folder, 'mixed'),
    clips: 6,
    seconds: 9,
    silenceShare: 1,
    absentShare: 0.6,
    seed: 8,
  };
  await compose(two, media);
  services = await openServices(folder, { atTheEnd: afterAll });
});

const control = { signal: never, report: () => {}, gate: async () => {} };

/** Red or blue: how much of either a cell shows. */
const colourOf = (rgb: Uint8Array, at: number): [number, number] => {
  const [red = 0, green = 0, blue = 0] = rgb.subarray(at, at + 3);
  if (red - Math.max(green, blue) > 150) return [1, 0];
  return blue - Math.max(red, green) > 150 ? [0, 1] : [0, 0];
};

/** Low or high, or neither when it is quiet: the mean square of the slope over that of the sound grows as pitch². */
function pitchOf(samples: Float32Array): [number, number] {
  let [power, slope] = [0, 0];
  for (let index = 1; index < samples.length; index++) {
    power += samples[index]! ** 2;
    slope += (samples[index]! - samples[index - 1]!) ** 2;
  }
  if (power / samples.length < 0.004 ** 2) return [0, 0];
  // 1,000 Hz at 48 kHz: (2 π · 1000 / 48000)².
  return slope / power < 0.017 ? [1, 0] : [0, 1];
}

/** A network that knows the truth of the made-up instruments: a perfect score is due on every measure. */
const oracle: EmbeddingModel = {
  provider: 'cpu',
  sees: true,
  hears: true,
  embedFrames: () => Promise.reject(new Error('The grid serves.')),
  async embedSounds(samples, count) {
    const size = samples.length / count;
    const rows = Array.from({ length: count }, (_, row) => samples.subarray(row * size, (row + 1) * size));
    return Float32Array.from(rows.flatMap(pitchOf));
  },
  async frameGrid(rgb, count) {
    const grid = new Float32Array(count * 196 * 2);
    for (let cell = 0; cell < count * 196; cell++) {
      const [frame, row, column] = [Math.floor(cell / 196), Math.floor((cell % 196) / 14), cell % 14];
      const middle = ((frame * 224 + row * 16 + 8) * 224 + column * 16 + 8) * 3;
      grid.set(colourOf(rgb, middle), cell * 2);
    }
    return grid;
  },
  heatmap(grid, [low = 0, high = 0]) {
    const values = Float32Array.from({ length: 196 }, (_, k) => grid[k * 2]! * low + grid[k * 2 + 1]! * high);
    return { values, score: Math.max(...values) };
  },
  correspondence: () => Promise.reject(new Error('The heatmap serves.')),
  release() {},
};

/** The services' context with a network in place of every model. */
function withNetwork(context: ServiceContext, network: EmbeddingModel): ServiceContext {
  const open: ServiceContext['models']['open'] = async (name) => ({
    info: context.models.info(name),
    network,
  });
  return { ...context, models: { ...context.models, open } };
}

describe('evaluation of a network that knows the truth', () => {
  it('finds retrieval perfect in all four directions, and every own sound at the top', async () => {
    const { context } = services;
    const request = { model: tinyAvol, labels: single(), seed: 1 };
    const result = await evaluateModel(withNetwork(context, oracle), request, control);
    const { imIm, imAud, audIm, audAud, chance, n } = result.retrieval;
    expect([imIm, imAud, audIm, audAud]).toEqual(Array(4).fill(expect.closeTo(1, 9)));
    expect(chance).toBeLessThan(0.95);
    expect(n).toBe(5);
    expect(result.avc.n).toBe(10);
    expect(result.details.avc.matched).toBe(1);
    expect(result.details.videos).toEqual({ labelled: 5, measured: 5, missing: [] });
    expect(result.details.failures).toEqual([]);
    expect(result.details.best.some(({ retrieved }) => retrieved[0]?.relevance === 20)).toBe(true);
    expect(result.details.classes.map(({ label }) => label)).toEqual(['Banjo', 'Flute']);
  });

  it('finds the peak in the box in every frame, and darkness where the sound has no source', async () => {
    const request = { model: tinyAvol, labels: mixed(), seed: 3 };
    const { localisation, details } = await evaluateModel(
      withNetwork(services.context, oracle),
      request,
      control,
    );
    expect(localisation.n).toBeGreaterThan(5);
    // Every cell of the disc is a peak; one at its rim may lie a hair outside the box.
    expect(localisation.accuracy).toBeGreaterThan(0.97);
    expect(localisation.centre).toBeLessThan(1);
    expect(localisation.ciou).toBeGreaterThan(0.5);
    const located = details.localisation!;
    expect(located.oneObject.n + located.twoObjects.n).toBe(localisation.n);
    expect(located.matched.rate).toBe(1);
    expect(located.mismatched).toMatchObject({ rate: 0, area: 0 });
    expect(located.mismatched.n).toBeGreaterThan(0);
    expect(located.silent.rate).toBe(0);
    expect(located.labelledSilence.rate).toBe(0);
    expect(located.labelledSilence.n).toBeGreaterThan(0);
    expect(located.unseen.rate).toBe(0);
    expect(located.unseen.n).toBeGreaterThan(0);
    expect(details.located.every(({ right }) => right)).toBe(true);
  });
});

describe('an evaluation that was stopped', () => {
  it('goes on where it was, and ends with the same numbers', async () => {
    let embedded = 0;
    const counting: EmbeddingModel = {
      ...oracle,
      embedSounds(samples, count) {
        embedded += count;
        return oracle.embedSounds(samples, count);
      },
    };
    const context = withNetwork(services.context, counting);
    const request = { model: tinyAvol, labels: mixed(), seed: 3 };
    const whole = await evaluateModel(context, request, control);
    const all = embedded;
    const working = join(folder, 'stopped.spool');
    let gates = 0;
    const stopping = {
      ...control,
      gate: async () => {
        if (++gates > 4) throw new DOMException('Stopped.', 'AbortError');
      },
    };
    await expect(evaluateModel(context, request, stopping, working)).rejects.toThrow('Stopped.');
    embedded = 0;
    const resumed = await evaluateModel(context, request, control, working);
    expect(embedded).toBeGreaterThan(0);
    expect(embedded).toBeLessThan(all);
    expect({ ...resumed.details, seconds: 0 }).toEqual({ ...whole.details, seconds: 0 });
    expect(existsSync(working)).toBe(false);
  });

  it('ends while it ranks, too, and says before how far that is', async () => {
    const told: [number | null, string | undefined][] = [];
    const stopping = {
      ...control,
      report: (share: number | null, message?: string) => void told.push([share, message]),
      gate: async () => {
        if (told.at(-1)?.[1]?.startsWith('Retrieval')) throw new DOMException('Stopped.', 'AbortError');
      },
    };
    const request = { model: tinyAvol, labels: mixed(), seed: 3 };
    const evaluating = evaluateModel(withNetwork(services.context, oracle), request, stopping);
    await expect(evaluating).rejects.toThrow('Stopped.');
    expect(told.at(-1)).toEqual([0.97, expect.stringMatching(/^Retrieval: 0 of \d+$/)]);
    const shares = told.map(([share]) => share ?? 0);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
  });
});

describe('evaluation as a job', () => {
  it('stores its result, and gives the same numbers for the same seed', async () => {
    const { context, handlers } = services;
    const run = async () => {
      const { job } = await handlers['evaluation.start']!(
        { model: tinyAvol, labels: single(), seed: 2 },
        never,
      );
      const { result } = await finishJob(context, job, never);
      return (result as { evaluation: string }).evaluation;
    };
    const [first, second] = [await run(), await run()];
    const [newest, older] = await handlers['evaluation.list']!({}, never);
    expect([newest?.id, older?.id]).toEqual([second, first]);
    expect(newest?.name).toBe(`${tinyAvol} on labels.json`);
    expect(newest?.localisation).toEqual(older?.localisation);
    expect(newest?.retrieval).toEqual(older?.retrieval);
    const { result } = await handlers['evaluation.get']!({ evaluation: first }, never);
    expect(evaluationResult.parse(result).details.model).toMatchObject({ network: 'avol', untrained: true });
    await handlers['evaluation.remove']!({ evaluation: first }, never);
    expect(await handlers['evaluation.list']!({}, never)).toHaveLength(1);
  });

  it('learns CCA from other videos, and refuses those that are evaluated', async () => {
    const aligned = { model: 'untrained-l3-w0.125', labels: single(), seed: 1 };
    const result = await evaluateModel(
      services.context,
      { ...aligned, alignOn: join(folder, 'mixed') },
      control,
    );
    expect(result.details.alignment?.pairs).toBeGreaterThan(15);
    expect(result.avc.accuracy).toBeNull();
    expect(result.details.avc.twoWay).not.toBeNull();
    expect(result.retrieval.imAud).not.toBeNull();
    expect(result.localisation).toEqual({ accuracy: null, centre: null, ciou: null, auc: null, n: 0 });
    const same = evaluateModel(services.context, { ...aligned, alignOn: join(folder, 'single') }, control);
    await expect(same).rejects.toMatchObject({ code: 'invalid-input', field: 'alignOn' });
  });

  it('gives AVE+MF its 25 frames a moment', async () => {
    const request = { model: 'untrained-ave-mf-w0.125', labels: single(), seed: 1 };
    const { retrieval, avc, details } = await evaluateModel(services.context, request, control);
    expect(details.failures).toEqual([]);
    expect(avc.n).toBe(10);
    expect(retrieval.imAud).not.toBeNull();
  });

  it('takes frames from one model and sounds from another', async () => {
    const request = { model: 'untrained-l3-w0.125', frameModel: tinyAvol, labels: single(), seed: 1 };
    const { retrieval, avc } = await evaluateModel(services.context, request, control);
    expect(avc.accuracy).toBeNull();
    expect(retrieval.imIm).not.toBeNull();
    // 128 components against 64: no common space, until both are aligned (Table 1's VGG16 + L³ audio).
    expect(retrieval.imAud).toBeNull();
    const aligned = { ...request, alignOn: join(folder, 'mixed') };
    const { retrieval: both, details } = await evaluateModel(services.context, aligned, control);
    expect(details.alignment?.components).toBe(64);
    expect([both.imAud, both.audIm].every((score) => score !== null && score > 0)).toBe(true);
  });

  it('reads the library’s own annotations, and names videos that are not there', async () => {
    const { context, handlers } = services;
    addSources(context, [join(folder, 'single')]);
    const { job } = await handlers['index.start']!({ ratePerSecond: 0.2, adopt: false }, never);
    await finishJob(context, job, never);
    await expect(evaluateModel(context, { model: tinyAvol, seed: 1 }, control)).rejects.toMatchObject({
      field: 'labels',
    });
    const { items } = await handlers['videos.list']!(
      { search: '', sort: 'name', descending: false, filter: 'all', offset: 0, limit: 2 },
      never,
    );
    context.session.current().store.history.edit({
      title: 'Label',
      author: 'test',
      steps: [
        {
          kind: 'create-label',
          content: { name: 'Banjo', colour: '#ff0000', hotkey: null, audioSetId: '/m/018j2' },
        },
      ],
    });
    const labelId = context.session.current().store.labels.findByName('Banjo')!.id;
    const content = {
      labelId,
      span: null,
      boxes: [{ atSeconds: 1.5, x0: 0.2, y0: 0, x1: 0.8, y1: 1 }],
      lowHz: null,
      highHz: null,
      note: '',
      status: 'accepted',
      proposal: null,
      track: null,
    } as const;
    context.session.current().store.history.edit({
      title: 'Annotate',
      author: 'test',
      steps: items.map(({ id }) => ({ kind: 'create-annotation', content: { ...content, videoId: id } })),
    });
    const result = await evaluateModel(context, { model: tinyAvol, seed: 1 }, control);
    expect(result.retrieval.n).toBe(2);
    expect(result.localisation.n).toBe(2);
    expect(result.details.best[0]?.query.video).toBe(items[0]?.id);

    const labels = join(folder, 'some.json');
    const [known] = JSON.parse(await readFile(single(), 'utf8')) as { video: string }[];
    const entries = [
      { ...known, video: 'single/00000.mp4' },
      { video: 'gone.mp4', labels: ['Vuvuzela'] },
    ];
    await writeFile(labels, JSON.stringify(entries));
    const partial = await evaluateModel(context, { model: tinyAvol, labels, seed: 1 }, control);
    expect(partial.details.videos).toEqual({ labelled: 2, measured: 1, missing: ['gone.mp4'] });
  });
});

describe('earsight evaluate', () => {
  it('prints one JSON value with the stable parts', async () => {
    // The command measures in a library that is there, and makes none.
    openStore(join(folder, 'cli')).close();
    const { code, stdout } = await runCommand(
      folder,
      ...['evaluate', '--library', 'cli', '--model', tinyAvol, '--labels', single(), '--json'],
    );
    expect(code).toBe(0);
    const result = evaluationResult.parse(JSON.parse(stdout));
    expect(Object.keys(result)).toEqual(['avc', 'retrieval', 'localisation', 'details']);
    const missing = await runCommand(folder, 'evaluate', '--library', 'cli', '--labels', 'no.json', '--json');
    expect(missing.code).toBe(1);
    expect(JSON.parse(missing.stdout)).toMatchObject({ error: { code: 'not-found' } });
  });

  it.skipIf(!canRunAsOrdinaryUser)(
    'measures in a library that cannot be written, and says that it keeps nothing there',
    async () => {
      const archive = join(folder, 'archive');
      openStore(archive).close();
      chmodSync(folder, 0o755);
      onTestFinished(() => setWritable(archive, true));
      setWritable(archive, false);
      const before = await readdir(archive);
      const { code, stdout, stderr } = await runAsOrdinaryUser(
        folder,
        ...['evaluate', '--library', 'archive', '--model', tinyAvol, '--labels', single()],
        ...['--device', 'cpu', '--json'],
      );
      expect([code, stderr]).toEqual([0, expect.stringContaining(`${archive} cannot be written`)]);
      expect(evaluationResult.parse(JSON.parse(stdout)).retrieval.n).toBe(5);
      expect(await readdir(archive)).toEqual(before);
    },
  );
});

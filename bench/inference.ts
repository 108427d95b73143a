import { onnxRuntime } from '../src-main/engine/index.ts';
import { openModel } from '../src-main/networks/index.ts';
import { frameBytes, soundSamples } from '../src-main/services/models/embedding-model.ts';
import { untrainedByName, untrainedWeights } from '../src-main/services/models/untrained-models.ts';
import { openTorch, type TorchPeer } from './run-torch.ts';
import { quantile, rounded, timed } from './statistics.ts';

/** Both engines in turn, this often: what else the machine does meets both alike. */
const turns = 10;
/** Runs a turn. */
const runs = { 1: 12, 8: 3 } as const;

type Batch = keyof typeof runs;
type Tower = 'vision' | 'audio';
type Work = Record<Tower, (batch: Batch) => Promise<unknown>>;

/** Milliseconds an item of each tower of AVE-Net at full width, beside PyTorch's on the same machine in the same run. */
export async function run(note: (text: string) => void): Promise<unknown> {
  const model = openModel({
    ...untrainedWeights(untrainedByName('untrained-ave')!),
    runtime: onnxRuntime('cpu'),
  });
  const frames = Uint8Array.from({ length: 8 * frameBytes }, (_, index) => (index * 37) % 251);
  const sounds = Float32Array.from({ length: 8 * soundSamples }, (_, index) => Math.sin(index / 11) / 2);
  const work: Work = {
    vision: (batch) => model.embedFrames(frames.subarray(0, batch * frameBytes), batch),
    audio: (batch) => model.embedSounds(sounds.subarray(0, batch * soundSamples), batch),
  };
  const peer = await openTorch('torch_towers.py', note);
  const measured: Record<string, unknown> = {};
  for (const tower of ['vision', 'audio'] as const) {
    for (const batch of [1, 8] as const) {
      note(`  ${tower}, batch ${batch}`);
      measured[`${tower}, batch ${batch}`] = await takeTurns(work, peer, tower, batch);
    }
  }
  peer?.close();
  await model.release();
  return { unit: 'ms an item, median; ratio of the medians', turns, torch: peer?.about ?? null, ...measured };
}

async function takeTurns(work: Work, peer: TorchPeer | null, tower: Tower, batch: Batch): Promise<unknown> {
  const own: number[] = [];
  const torch: number[] = [];
  for (let turn = 0; turn < turns; turn++) {
    own.push(...(await timed(runs[batch], () => work[tower](batch))));
    if (peer) torch.push(...((await peer.ask(`${tower} ${batch} ${runs[batch]}`)) as number[]));
  }
  const middle = (samples: readonly number[]) => quantile(samples, 0.5) / batch;
  return {
    earsight: rounded(middle(own)),
    ...(peer ? { torch: rounded(middle(torch)), ratio: rounded(middle(own) / middle(torch)) } : {}),
  };
}

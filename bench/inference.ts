import { onnxRuntime } from '../src-main/engine/index.ts';
import { openModel } from '../src-main/networks/index.ts';
import { frameBytes, soundSamples } from '../src-main/services/models/embedding-model.ts';
import { untrainedByName, untrainedWeights } from '../src-main/services/models/untrained-models.ts';
import { runTorch } from './run-torch.ts';
import { quantile, rounded, timed } from './statistics.ts';

const rounds = 12;

/** Milliseconds an item of each tower of AVE-Net at full width, beside PyTorch's on the same machine in the same run. */
export async function run(note: (text: string) => void): Promise<unknown> {
  const model = openModel({
    ...untrainedWeights(untrainedByName('untrained-ave')!),
    runtime: onnxRuntime('cpu'),
  });
  const towers: Record<string, Record<string, number>> = { vision: {}, audio: {} };
  for (const batch of [1, 8]) {
    const frames = Uint8Array.from({ length: batch * frameBytes }, (_, index) => (index * 37) % 251);
    const sounds = Float32Array.from(
      { length: batch * soundSamples },
      (_, index) => Math.sin(index / 11) / 2,
    );
    const vision = await timed(rounds, () => model.embedFrames(frames, batch));
    const audio = await timed(rounds, () => model.embedSounds(sounds, batch));
    towers.vision![`batch${batch}`] = rounded(quantile(vision, 0.5) / batch);
    towers.audio![`batch${batch}`] = rounded(quantile(audio, 0.5) / batch);
  }
  await model.release();
  const torch = await runTorch<Torch>('torch_towers.py', [String(rounds)], note);
  return {
    unit: 'ms an item, median',
    earsight: towers,
    torch,
    ratio: torch && ratios(towers, torch.towers),
  };
}

interface Torch {
  version: string;
  threads: number;
  towers: Record<string, Record<string, number>>;
}

function ratios(own: Torch['towers'], torch: Torch['towers']): Torch['towers'] {
  return Object.fromEntries(
    Object.entries(own).map(([tower, times]) => [
      tower,
      Object.fromEntries(
        Object.entries(times).map(([batch, time]) => [batch, rounded(time / torch[tower]![batch]!)]),
      ),
    ]),
  );
}

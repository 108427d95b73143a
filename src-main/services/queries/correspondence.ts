import type { Output } from '../../contract/contract.ts';
import type { Store } from '../../store/index.ts';
import type { ShelvedModel } from '../models/model-shelf.ts';

/** How strongly picture and sound correspond at each indexed moment of a video that has both. */
export async function correspondenceOfVideo(
  store: Store,
  shelved: ShelvedModel,
  videoId: number,
): Promise<Output<'videos.correspondence'>> {
  const { info, network } = shelved;
  const frames = store.embeddings.loadVideo(info.hash, 'frame', videoId);
  const sounds = store.embeddings.loadVideo(info.hash, 'sound', videoId);
  const frameRow = new Map([...frames.momentIds].map((moment, row) => [moment, row]));
  const pairs = [...sounds.momentIds].flatMap((moment, soundRow) => {
    const row = frameRow.get(moment);
    return row === undefined ? [] : [{ frameRow: row, soundRow }];
  });
  const size = frames.dimensions;
  const frameVectors = new Float32Array(pairs.length * size);
  const soundVectors = new Float32Array(pairs.length * size);
  for (const [pair, rows] of pairs.entries()) {
    frameVectors.set(frames.vectors.subarray(rows.frameRow * size, (rows.frameRow + 1) * size), pair * size);
    soundVectors.set(sounds.vectors.subarray(rows.soundRow * size, (rows.soundRow + 1) * size), pair * size);
  }
  return {
    model: info.name,
    untrained: info.untrained,
    at: pairs.map(({ soundRow }) => sounds.at[soundRow]!),
    score: pairs.length
      ? Array.from(await network.correspondence(frameVectors, soundVectors, pairs.length))
      : [],
  };
}

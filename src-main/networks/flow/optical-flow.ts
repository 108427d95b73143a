import type { Executable, Runtime } from '../../engine/index.ts';
import {
  defaultTvL1,
  halvingGraph,
  ITERATIONS_A_RUN,
  iterationGraph,
  linearisationGraph,
  resizeGraph,
  type TvL1Settings,
} from './tv-l1-graphs.ts';

/** How thoroughly flow is computed. */
export interface FlowEffort {
  /** Pyramid levels, each half the size of the one below. */
  readonly levels: number;
  /** Linearisations at each level. */
  readonly warps: number;
  /** Dual updates after each linearisation, a multiple of 10. */
  readonly iterations: number;
}

export const defaultFlowEffort: FlowEffort = { levels: 5, warps: 5, iterations: 30 };

/** Computes optical flow between pictures of one size. */
export interface OpticalFlow {
  /**
   * Flow from each picture to its partner, by TV-L1 (Zach, Pock & Bischof 2007).
   * @param first, second [n, h, w] brightness 0…255.
   * @returns [n, 2, h, w]: displacement in x and y, in pixels of the picture.
   */
  flow(first: Float32Array, second: Float32Array): Promise<Float32Array>;
  release(): Promise<void>;
}

interface Level {
  readonly height: number;
  readonly width: number;
  readonly linearise: Executable;
  readonly iterate: Executable;
  /** To the next smaller level, and from it. */
  readonly halve: Executable | null;
  readonly enlarge: Executable | null;
}

const SMALLEST_SIDE = 8;

/** Prepares flow for `count` pairs of pictures at a time, all on the engine. Levels under 8 pixels are left out. */
export async function opticalFlow(
  runtime: Runtime,
  count: number,
  height: number,
  width: number,
  effort: FlowEffort = defaultFlowEffort,
  settings: TvL1Settings = defaultTvL1,
): Promise<OpticalFlow> {
  const levels = await compileLevels(runtime, count, height, width, effort.levels, settings);
  return {
    flow: async (first, second) => {
      const firsts = await pyramid(levels, first);
      const seconds = await pyramid(levels, second);
      let flow = new Float32Array(2 * firsts.at(-1)!.length);
      for (let index = levels.length - 1; index >= 0; index--) {
        const level = levels[index]!;
        flow = await refine(level, firsts[index]!, seconds[index]!, flow, effort);
        const larger = levels[index - 1];
        if (larger) flow = (await larger.enlarge!.run({ x: flow })).y! as Float32Array<ArrayBuffer>;
      }
      return flow;
    },
    release: async () => {
      for (const { linearise, iterate, halve, enlarge } of levels) {
        for (const executable of [linearise, iterate, halve, enlarge]) await executable?.release();
      }
    },
  };
}

async function compileLevels(
  runtime: Runtime,
  count: number,
  height: number,
  width: number,
  wanted: number,
  settings: TvL1Settings,
): Promise<readonly Level[]> {
  const levels: Level[] = [];
  let [h, w] = [height, width];
  for (let index = 0; index < wanted; index++) {
    const [lowerH, lowerW] = [Math.ceil(h / 2), Math.ceil(w / 2)];
    const last = index === wanted - 1 || Math.min(lowerH, lowerW) < SMALLEST_SIDE;
    levels.push({
      height: h,
      width: w,
      linearise: await runtime.compile(linearisationGraph(count, h, w)),
      iterate: await runtime.compile(iterationGraph(count, h, w, settings)),
      halve: last ? null : await runtime.compile(halvingGraph(count, h, w)),
      enlarge: last ? null : await runtime.compile(resizeGraph([count, 2, lowerH, lowerW], h, w, w / lowerW)),
    });
    if (last) break;
    [h, w] = [lowerH, lowerW];
  }
  return levels;
}

/** The picture at every level, largest first. */
async function pyramid(levels: readonly Level[], picture: Float32Array): Promise<readonly Float32Array[]> {
  const pictures = [picture];
  for (const { halve } of levels) {
    if (halve) pictures.push((await halve.run({ x: pictures.at(-1)! })).y!);
  }
  return pictures;
}

async function refine(
  { linearise, iterate }: Level,
  first: Float32Array,
  second: Float32Array,
  start: Float32Array<ArrayBuffer>,
  effort: FlowEffort,
): Promise<Float32Array<ArrayBuffer>> {
  let flow = start;
  let dual = new Float32Array(start.length * 2);
  for (let warp = 0; warp < effort.warps; warp++) {
    const { slope, energy, rest } = await linearise.run({ first, second, flow });
    for (let done = 0; done < effort.iterations; done += ITERATIONS_A_RUN) {
      const next = await iterate.run({ slope: slope!, energy: energy!, rest: rest!, flow, dual });
      flow = next.nextFlow! as Float32Array<ArrayBuffer>;
      dual = next.nextDual! as Float32Array<ArrayBuffer>;
    }
  }
  return flow;
}

import { fitCamera, zoomAt } from '../src-renderer/views/map/camera.ts';
import { Pace } from '../src-renderer/views/map/gl/pace.ts';
import { PointRenderer } from '../src-renderer/views/map/gl/point-renderer.ts';
import { PointGrid } from '../src-renderer/views/map/point-grid.ts';
import { diameterOf } from '../src-renderer/views/map/stage-keys.ts';

interface Question {
  readonly points: number;
  readonly frames: number;
  readonly width: number;
  readonly height: number;
}

Object.assign(globalThis, { measureMap });

/** Draws made-up clusters with the map's own parts, and times them: the page of the `map` benchmark. */
async function measureMap({ points, frames, width, height }: Question) {
  const canvas = document.querySelector('canvas')!;
  canvas.width = width;
  canvas.height = height;
  const startedAt = performance.now();
  const { x, y, shapes, colours } = clusters(points);
  const renderer = new PointRenderer(canvas);
  renderer.setPoints({ x, y, shapes });
  renderer.setColours(colours);
  const grid = new PointGrid(x, y);
  const size = { width, height };
  const whole = fitCamera(grid.extent, size);
  renderer.draw(whole, size, 1, diameterOf(points, 1));
  renderer.finish();
  const ready = performance.now() - startedAt;
  const frame: number[] = [];
  const work: number[] = [];
  const paced: number[] = [];
  const shares: number[] = [];
  const pace = new Pace();
  let before = await nextFrame();
  // All points in every frame first, then as the window draws them while they move.
  for (let number = 0; number < 2 * frames; number++) {
    // In and out again around a wandering place, as a hand does.
    const turn = (number / frames) * 2 * Math.PI;
    const pixel = { x: width * (0.5 + 0.3 * Math.cos(turn)), y: height * (0.5 + 0.3 * Math.sin(turn)) };
    const camera = zoomAt(whole, size, pixel, 1 + 3 * Math.sin(turn / 2) ** 2, whole);
    const share = number < frames ? 1 : pace.frame(before);
    const begun = performance.now();
    renderer.draw(camera, size, 1, diameterOf(points, camera.scale / whole.scale), share);
    work.push(performance.now() - begun);
    renderer.finish();
    const now = await nextFrame();
    (number < frames ? frame : paced).push(now - before);
    if (number >= frames) shares.push(share);
    before = now;
  }
  const pick = timed(200, (at) => grid.nearest({ x: Math.sin(at), y: Math.cos(at * 1.7) }, 8 / whole.scale));
  const line = Array.from({ length: 200 }, (_, corner) => ({
    x: 0.6 * Math.cos((corner / 200) * 2 * Math.PI),
    y: 0.6 * Math.sin((corner / 200) * 2 * Math.PI),
  }));
  const lasso = timed(10, () => grid.inside(line));
  const { memory } = performance as { memory?: { usedJSHeapSize: number } };
  return {
    renderer: nameOf(canvas),
    frame,
    paced,
    shares,
    work,
    pick,
    lasso,
    ready,
    heap: memory?.usedJSHeapSize ?? null,
  };
}

function nextFrame(): Promise<number> {
  return new Promise((resolve) => requestAnimationFrame(() => resolve(performance.now())));
}

function timed(times: number, work: (at: number) => unknown): number[] {
  return Array.from({ length: times }, (_, at) => {
    const begun = performance.now();
    work(at);
    return performance.now() - begun;
  });
}

function nameOf(canvas: HTMLCanvasElement): string {
  const gl = canvas.getContext('webgl2')!;
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  return String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
}

/** Sixty clusters of points, the same in every run. */
function clusters(points: number) {
  let state = 1;
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const middles = Array.from({ length: 60 }, () => [random() * 1.8 - 0.9, random() * 1.8 - 0.9] as const);
  const [x, y] = [new Float32Array(points), new Float32Array(points)];
  const [shapes, colours] = [new Uint8Array(points), new Uint8Array(points * 4)];
  for (let point = 0; point < points; point++) {
    const [middleX, middleY] = middles[point % middles.length]!;
    x[point] = middleX + (random() + random() + random() - 1.5) * 0.12;
    y[point] = middleY + (random() + random() + random() - 1.5) * 0.12;
    shapes[point] = point % 2;
    colours.set([random() * 255, random() * 255, random() * 255, 215], point * 4);
  }
  return { x, y, shapes, colours };
}

import { untrack } from 'svelte';
import type { Camera, Size } from './camera.ts';
import { Pace } from './gl/pace.ts';
import { PointRenderer } from './gl/point-renderer.ts';

/** What a picture of the map shows. */
export interface Picture {
  readonly camera: Camera;
  readonly size: Size;
  /** Of a point, in CSS pixels. */
  readonly diameter: number;
  readonly count: number;
}

/** The canvas of the map: holds the renderer, and draws at most once a frame of the screen. */
export class StageDrawing {
  renderer = $state.raw<PointRenderer | null>(null);
  /** The machine has no WebGL 2. */
  undrawable = $state(false);
  readonly #pace = new Pace();
  #canvas: HTMLCanvasElement | null = null;
  #drawing = 0;
  #resting: ReturnType<typeof setTimeout> | undefined;
  #drawnCamera: Camera | null = null;

  /** Starts drawing, and again when the machine takes the context away and gives it back. */
  attach(element: HTMLCanvasElement, resize: (size: Size) => void): () => void {
    this.#canvas = element;
    const begin = () => {
      try {
        this.renderer = new PointRenderer(element);
      } catch {
        this.undrawable = true;
      }
    };
    const lose = (event: Event) => {
      event.preventDefault();
      this.renderer = null;
    };
    element.addEventListener('webglcontextlost', lose);
    element.addEventListener('webglcontextrestored', begin);
    const observer = new ResizeObserver(() =>
      resize({ width: element.clientWidth, height: element.clientHeight }),
    );
    observer.observe(element);
    untrack(begin);
    return () => {
      observer.disconnect();
      this.#stop();
      this.renderer?.release();
      this.renderer = null;
    };
  }

  /** Has a picture drawn with the next frame of the screen, instead of any that waits. */
  request({ camera, size, diameter, count }: Picture): void {
    const [element, painter] = [this.#canvas, this.renderer];
    if (!element || !painter || size.width === 0 || size.height === 0) return;
    const density = window.devicePixelRatio;
    this.#stop();
    this.#drawing = requestAnimationFrame((now) => {
      const [across, down] = [Math.round(size.width * density), Math.round(size.height * density)];
      if (element.width !== across) element.width = across;
      if (element.height !== down) element.height = down;
      // Only what moves has to be quick; a new colour is drawn whole at once.
      const share = this.#drawnCamera === camera ? 1 : this.#pace.frame(now);
      this.#drawnCamera = camera;
      painter.draw(camera, size, density, diameter, share);
      element.dataset.drawn = String(count);
      if (share < 1)
        this.#resting = setTimeout(() => painter.draw(camera, size, density, diameter), this.#pace.rest);
    });
  }

  #stop(): void {
    cancelAnimationFrame(this.#drawing);
    clearTimeout(this.#resting);
  }
}

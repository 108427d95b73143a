import type { Crop } from '../../../../src-main/contract/library.ts';
import { cropSource, rgbFromRgba } from '../../../logic/crop-mapping.ts';

/** The networks' input, in pixels (Objects that Sound: 224×224). */
const side = 224;
/** The widest copy of the picture for the comparison; more would cost time and show nothing. */
const mirrorWidth = 1280;

/** Pixels of the crop as the networks want them, and the presentation time of the frame they are from. */
export interface TakenFrame {
  readonly at: number;
  /** [224, 224, 3] RGB bytes. */
  readonly pixels: Uint8Array<ArrayBuffer>;
}

/** Follows the frames of a video element and takes their pixels. */
export class FrameTap {
  #element: HTMLVideoElement | null = null;
  #shownAt = 0;
  #shown = false;
  #context: OffscreenCanvasRenderingContext2D | null = null;

  /** Tells every frame as it is shown, with its presentation time. Returns how to stop. */
  follow(element: HTMLVideoElement, shown: (at: number) => void): () => void {
    this.#element = element;
    this.#shown = false;
    let handle = 0;
    let unread = false;
    const next: VideoFrameRequestCallback = (_now, frame) => {
      this.#shownAt = frame.mediaTime;
      this.#shown = true;
      // A paused seek may tell its frame before its pixels can be read; at its end they can.
      unread = element.readyState < 2;
      handle = element.requestVideoFrameCallback(next);
      shown(frame.mediaTime);
    };
    handle = element.requestVideoFrameCallback(next);
    const again = () => {
      if (unread) shown(this.#shownAt);
      unread = false;
    };
    element.addEventListener('seeked', again);
    element.addEventListener('loadeddata', again);
    return () => {
      element.removeEventListener('seeked', again);
      element.removeEventListener('loadeddata', again);
      element.cancelVideoFrameCallback(handle);
      this.#element = null;
    };
  }

  /** The crop of the frame on show; null while none is. */
  take(crop: Crop): TakenFrame | null {
    const element = this.#element;
    if (!element || !this.#shown || element.readyState < 2) return null;
    this.#context ??= new OffscreenCanvas(side, side).getContext('2d', { willReadFrequently: true });
    const context = this.#context;
    if (!context) return null;
    const from = cropSource(crop, element.videoWidth, element.videoHeight);
    context.imageSmoothingQuality = 'high';
    context.drawImage(element, from.x, from.y, from.width, from.height, 0, 0, side, side);
    return { at: this.#shownAt, pixels: rgbFromRgba(context.getImageData(0, 0, side, side).data) };
  }

  /** Copies the frame on show, whole, for the picture beside it. */
  copyTo(canvas: HTMLCanvasElement): void {
    const element = this.#element;
    if (!element || element.readyState < 2) return;
    const width = Math.min(element.videoWidth, mirrorWidth);
    const height = Math.round((width * element.videoHeight) / Math.max(element.videoWidth, 1));
    // Setting a size clears the canvas, so only when it changes.
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    canvas.getContext('2d')?.drawImage(element, 0, 0, width, height);
  }
}

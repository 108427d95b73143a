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
  /** The presentation time of the frame that was told last; null before the first. */
  #toldAt: number | null = null;
  /** What was told could not be read yet. */
  #unread = false;
  #context: OffscreenCanvasRenderingContext2D | null = null;

  /**
   * Tells every frame once, with its presentation time, as soon as its pixels are there. After a seek that is at
   * `seeked` or when the frame is drawn, whichever comes first: either may be some 30 ms before the other.
   * Returns how to stop.
   */
  follow(element: HTMLVideoElement, shown: (at: number) => void): () => void {
    this.#element = element;
    this.#forget();
    let handle = 0;
    const tell = (at: number | null) => {
      if (at === null || (at === this.#toldAt && !this.#unread)) return;
      this.#toldAt = at;
      this.#unread = !isReadable(element);
      shown(at);
    };
    const next: VideoFrameRequestCallback = (_now, frame) => {
      handle = element.requestVideoFrameCallback(next);
      tell(frame.mediaTime);
    };
    handle = element.requestVideoFrameCallback(next);
    const look = () => tell(presentedAt(element) ?? (this.#unread ? this.#toldAt : null));
    const forget = () => this.#forget();
    element.addEventListener('seeked', look);
    element.addEventListener('loadeddata', look);
    element.addEventListener('emptied', forget);
    return () => {
      element.removeEventListener('seeked', look);
      element.removeEventListener('loadeddata', look);
      element.removeEventListener('emptied', forget);
      element.cancelVideoFrameCallback(handle);
      this.#element = null;
    };
  }

  /** The crop of the frame on show; null while none is. */
  take(crop: Crop): TakenFrame | null {
    const element = this.#element;
    if (!element || this.#toldAt === null || !isReadable(element)) return null;
    this.#context ??= new OffscreenCanvas(side, side).getContext('2d', { willReadFrequently: true });
    const context = this.#context;
    if (!context) return null;
    // Of the frame that is drawn here: a newer one may be there already than the one told last.
    const at = presentedAt(element) ?? this.#toldAt;
    const from = cropSource(crop, element.videoWidth, element.videoHeight);
    context.imageSmoothingQuality = 'high';
    context.drawImage(element, from.x, from.y, from.width, from.height, 0, 0, side, side);
    return { at, pixels: rgbFromRgba(context.getImageData(0, 0, side, side).data) };
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

  /** Another file is in the element: its first frame may have the very time of the last one told. */
  #forget(): void {
    this.#toldAt = null;
    this.#unread = false;
  }
}

/**
 * The presentation time of the frame that a video element holds now, in seconds, as `requestVideoFrameCallback` gives
 * it; null where the browser does not tell, or holds none. Chromium tells already while `readyState` still says that
 * the seek is under way.
 */
function presentedAt(element: HTMLVideoElement): number | null {
  if (typeof VideoFrame === 'undefined') return null;
  try {
    const frame = new VideoFrame(element);
    const at = frame.timestamp / 1e6;
    frame.close();
    return at;
  } catch {
    return null;
  }
}

/** Whether the frame can be drawn: by the standard, or because the browser gives it out. */
function isReadable(element: HTMLVideoElement): boolean {
  return element.readyState >= 2 || presentedAt(element) !== null;
}

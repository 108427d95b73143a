/** A place in the plane of the map (y upwards), or on the canvas in CSS pixels (y downwards). */
export interface Place {
  readonly x: number;
  readonly y: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** What of the plane is on show: the place in the middle of the canvas, and how many CSS pixels a unit takes. */
export interface Camera {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

/** The edges of what the map covers. */
export interface Extent {
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  readonly top: number;
}

/** Empty space around the whole map, as a share of the canvas. */
const margin = 0.06;
/** How far in one can zoom, as a multiple of the view of the whole map. */
const closest = 4000;
/** How far out. */
const farthest = 0.5;

/** The camera that shows an extent whole. */
export function fitCamera(extent: Extent, size: Size): Camera {
  const width = Math.max(extent.right - extent.left, 1e-6);
  const height = Math.max(extent.top - extent.bottom, 1e-6);
  const room = 1 - 2 * margin;
  return {
    x: (extent.left + extent.right) / 2,
    y: (extent.bottom + extent.top) / 2,
    scale: Math.max(1e-6, Math.min((size.width * room) / width, (size.height * room) / height)),
  };
}

/** Where a place of the plane is on the canvas. */
export function toCanvas(camera: Camera, size: Size, place: Place): Place {
  return {
    x: size.width / 2 + (place.x - camera.x) * camera.scale,
    y: size.height / 2 - (place.y - camera.y) * camera.scale,
  };
}

/** What place of the plane is under a pixel of the canvas. */
export function toPlane(camera: Camera, size: Size, pixel: Place): Place {
  return {
    x: camera.x + (pixel.x - size.width / 2) / camera.scale,
    y: camera.y - (pixel.y - size.height / 2) / camera.scale,
  };
}

/** Zooms by a factor and keeps the place under a pixel where it is. */
export function zoomAt(camera: Camera, size: Size, pixel: Place, factor: number, whole: Camera): Camera {
  const scale = Math.min(Math.max(camera.scale * factor, whole.scale * farthest), whole.scale * closest);
  const held = toPlane(camera, size, pixel);
  return {
    x: held.x - (pixel.x - size.width / 2) / scale,
    y: held.y + (pixel.y - size.height / 2) / scale,
    scale,
  };
}

/** Moves what is on show by pixels, but never the whole map out of sight. */
export function pan(camera: Camera, moved: Place, extent: Extent): Camera {
  return {
    x: Math.min(Math.max(camera.x - moved.x / camera.scale, extent.left), extent.right),
    y: Math.min(Math.max(camera.y + moved.y / camera.scale, extent.bottom), extent.top),
    scale: camera.scale,
  };
}

/** Brings a place into sight, with some room around it, moving no more than needed. */
export function reveal(camera: Camera, size: Size, place: Place, room = 60): Camera {
  const at = toCanvas(camera, size, place);
  const shift = (value: number, length: number): number => {
    const edge = Math.min(room, length / 2);
    return value < edge ? value - edge : value > length - edge ? value - (length - edge) : 0;
  };
  return {
    x: camera.x + shift(at.x, size.width) / camera.scale,
    y: camera.y - shift(at.y, size.height) / camera.scale,
    scale: camera.scale,
  };
}

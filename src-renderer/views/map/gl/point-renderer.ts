import type { Camera, Size } from '../camera.ts';
import { fragmentShader, vertexShader } from './shaders.ts';

/** What is drawn: one entry a point. */
export interface DrawnPoints {
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** 0 a disc (frame), 1 a diamond (sound): the two differ by more than their colour. */
  readonly shapes: Uint8Array;
}

/** How a point stands out from the others. */
export const emphasis = { plain: 0, chosen: 1, faint: 2 } as const;

type Attribute = 'x' | 'y' | 'shape' | 'colour' | 'emphasis';

/**
 * Draws points with WebGL 2: one draw call however many there are, nothing per point and frame on this side. Colours
 * and emphasis are sent again only when they change.
 */
export class PointRenderer {
  readonly #gl: WebGL2RenderingContext;
  readonly #program: WebGLProgram;
  readonly #buffers: Record<Attribute, WebGLBuffer>;
  readonly #uniforms: Record<'camera' | 'size' | 'pixels', WebGLUniformLocation>;
  #count = 0;
  /** Which point is drawn when: scattered, so that the first part of them is a fair sample of all. */
  #order: Int32Array = new Int32Array(0);

  /** Throws an `Error` where the machine has no WebGL 2. */
  constructor(canvas: HTMLCanvasElement | OffscreenCanvas) {
    const gl = canvas.getContext('webgl2', {
      alpha: true,
      antialias: false,
      depth: false,
      premultipliedAlpha: true,
    }) as WebGL2RenderingContext | null;
    if (!gl) throw new Error('WebGL 2 is not there.');
    this.#gl = gl;
    this.#program = makeProgram(gl);
    this.#buffers = {
      x: this.#attribute('x', 1, gl.FLOAT, false),
      y: this.#attribute('y', 1, gl.FLOAT, false),
      shape: this.#attribute('shape', 1, gl.UNSIGNED_BYTE, false),
      colour: this.#attribute('colour', 4, gl.UNSIGNED_BYTE, true),
      emphasis: this.#attribute('emphasis', 1, gl.UNSIGNED_BYTE, false),
    };
    const uniform = (name: string) => gl.getUniformLocation(this.#program, name)!;
    this.#uniforms = { camera: uniform('camera'), size: uniform('size'), pixels: uniform('pixels') };
    gl.useProgram(this.#program);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  }

  setPoints({ x, y, shapes }: DrawnPoints): void {
    this.#count = x.length;
    this.#order = scattered(x.length);
    this.#send(
      'x',
      Float32Array.from(this.#order, (point) => x[point]!),
    );
    this.#send(
      'y',
      Float32Array.from(this.#order, (point) => y[point]!),
    );
    this.#send(
      'shape',
      Uint8Array.from(this.#order, (point) => shapes[point]!),
    );
    this.#send('colour', new Uint8Array(x.length * 4));
    this.#send('emphasis', new Uint8Array(x.length));
  }

  /** @param colours [points, 4] RGBA */
  setColours(colours: Uint8Array): void {
    const words = new Uint32Array(new Uint8Array(colours).buffer);
    this.#send(
      'colour',
      Uint32Array.from(this.#order, (point) => words[point]!),
    );
  }

  /** @param values one of `emphasis` a point */
  setEmphasis(values: Uint8Array): void {
    this.#send(
      'emphasis',
      Uint8Array.from(this.#order, (point) => values[point]!),
    );
  }

  /**
   * @param size of the canvas in CSS pixels; @param density device pixels a CSS pixel
   * @param diameter of a point in CSS pixels; @param share of the points to draw
   */
  draw(camera: Camera, size: Size, density: number, diameter: number, share = 1): void {
    const gl = this.#gl;
    gl.viewport(0, 0, Math.round(size.width * density), Math.round(size.height * density));
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
    gl.uniform3f(this.#uniforms.camera, camera.x, camera.y, camera.scale);
    gl.uniform2f(this.#uniforms.size, size.width, size.height);
    gl.uniform1f(this.#uniforms.pixels, diameter * density);
    gl.drawArrays(gl.POINTS, 0, Math.ceil(this.#count * share));
  }

  /** Waits until everything drawn so far is on the canvas: for measuring. */
  finish(): void {
    this.#gl.readPixels(0, 0, 1, 1, this.#gl.RGBA, this.#gl.UNSIGNED_BYTE, new Uint8Array(4));
  }

  release(): void {
    for (const buffer of Object.values(this.#buffers)) this.#gl.deleteBuffer(buffer);
    this.#gl.deleteProgram(this.#program);
  }

  #attribute(name: string, size: number, type: number, normalised: boolean): WebGLBuffer {
    const gl = this.#gl;
    const buffer = gl.createBuffer()!;
    const location = gl.getAttribLocation(this.#program, name);
    gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
    gl.enableVertexAttribArray(location);
    gl.vertexAttribPointer(location, size, type, normalised, 0, 0);
    return buffer;
  }

  #send(name: Attribute, data: ArrayBufferView<ArrayBufferLike>): void {
    const gl = this.#gl;
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#buffers[name]);
    gl.bufferData(gl.ARRAY_BUFFER, data as ArrayBufferView<ArrayBuffer>, gl.STATIC_DRAW);
  }
}

/** The numbers 0…count − 1 in a scattered order, the same every time: steps of the golden ratio around the circle. */
function scattered(count: number): Int32Array {
  const common = (one: number, other: number): number => (other === 0 ? one : common(other, one % other));
  let step = Math.max(1, Math.round(count * 0.618034));
  while (common(count, step) > 1) step += 1;
  return Int32Array.from({ length: count }, (_, position) => (position * step) % count);
}

function makeProgram(gl: WebGL2RenderingContext): WebGLProgram {
  const program = gl.createProgram();
  for (const [kind, source] of [
    [gl.VERTEX_SHADER, vertexShader],
    [gl.FRAGMENT_SHADER, fragmentShader],
  ] as const) {
    const shader = gl.createShader(kind)!;
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
    // Goes with the program.
    gl.deleteShader(shader);
  }
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS))
    throw new Error(`The points cannot be drawn: ${gl.getProgramInfoLog(program)}`);
  return program;
}

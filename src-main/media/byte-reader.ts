import type { Readable } from 'node:stream';

/**
 * Reads a pipe in pieces of a wanted size. Nothing is read that nobody asked for, beyond the stream's own small buffer:
 * the program at the other end then waits, which is what bounds our memory.
 */
export class ByteReader {
  readonly #stream: Readable;
  #over = false;
  #wake: (() => void) | null = null;
  #hungry = false;

  constructor(stream: Readable) {
    this.#stream = stream;
    const wake = () => this.#wake?.();
    const over = () => {
      this.#over = true;
      wake();
    };
    stream.on('readable', wake);
    stream.on('end', over);
    stream.on('close', over);
    // A pipe that breaks ends; why it broke is told by how the program exits.
    stream.on('error', over);
  }

  /** Whether someone waits for bytes of this pipe. */
  get hungry(): boolean {
    return this.#hungry;
  }

  /** The next `count` bytes, fewer at the end of the stream, null after it. */
  async take(count: number): Promise<Uint8Array | null> {
    for (;;) {
      const piece = this.#stream.read(count) as Buffer | null;
      if (piece !== null) return piece;
      if (this.#over) {
        const rest = this.#stream.read() as Buffer | null;
        return rest;
      }
      this.#hungry = true;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = null;
      this.#hungry = false;
    }
  }

  /** Everything up to the end of the stream; throws `RangeError` beyond `limit` bytes. */
  async takeAll(limit: number): Promise<Buffer> {
    const pieces: Uint8Array[] = [];
    let total = 0;
    for (let piece = await this.take(65_536); piece !== null; piece = await this.take(65_536)) {
      pieces.push(piece);
      total += piece.length;
      if (total > limit) throw new RangeError(`more than ${limit} bytes`);
    }
    return Buffer.concat(pieces, total);
  }
}

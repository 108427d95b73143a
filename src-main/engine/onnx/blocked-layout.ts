import type { Shape } from '../graph/shape.ts';
import type { Emitter, OnnxNodeOptions } from './emitter.ts';
import { BLOCKED_DOMAIN } from './messages.ts';

/**
 * Values as [batch, channel / block, …space, block], the layout in which ONNX Runtime convolves fastest on a CPU;
 * a block is as many channels as one vector of the processor holds. A value may be there in both layouts: each is
 * written at most once, on demand, and the encoder drops what nobody reads. Names stay those of the plain layout,
 * and so do the shapes that ONNX Runtime sees.
 */
export class BlockedLayout {
  readonly block: number;
  readonly #blocked = new Map<string, string>();
  readonly #channelsLast = new Map<string, string>();

  constructor(block: number) {
    this.block = block;
  }

  /** Whether a value [batch, channel, height, width] divides into whole blocks. */
  fits(shape: Shape): boolean {
    return shape.length === 4 && shape[1]! % this.block === 0;
  }

  /** The blocked form of a value, where some operation has left it in that form. */
  known(value: string): string | undefined {
    return this.#blocked.get(value);
  }

  /** The blocked form of a value that fits, reordered where need be. */
  of(emitter: Emitter, value: string): string {
    const known = this.#blocked.get(value);
    if (known !== undefined) return known;
    const blocked = emitter.node('ReorderInput', [value], { domain: BLOCKED_DOMAIN });
    this.#blocked.set(value, blocked);
    return blocked;
  }

  /** The plain form of a blocked value, by which other operations know it. */
  plain(emitter: Emitter, blocked: string, shape: Shape): string {
    const plain = emitter.node('ReorderOutput', [blocked], {
      domain: BLOCKED_DOMAIN,
      attributes: { channels: { int: shape[1]! } },
    });
    this.#blocked.set(plain, blocked);
    return plain;
  }

  /** The value as [batch, …space, channel], from its blocked form. */
  channelsLast(emitter: Emitter, value: string, shape: Shape): string {
    const known = this.#channelsLast.get(value);
    if (known !== undefined) return known;
    const last = emitter.node('ReorderOutput', [this.of(emitter, value)], {
      domain: BLOCKED_DOMAIN,
      attributes: { channels: { int: shape[1]! }, channels_last: { int: 1 } },
    });
    this.#channelsLast.set(value, last);
    return last;
  }

  /** The blocked form of a value that is there as [batch, …space, channel]. */
  fromChannelsLast(emitter: Emitter, value: string): string {
    return emitter.node('ReorderInput', [value], {
      domain: BLOCKED_DOMAIN,
      attributes: { channels_last: { int: 1 } },
    });
  }

  /** A convolution of a blocked value (or a plain one with fewer channels than a block) into a blocked one. */
  convolve(
    emitter: Emitter,
    inputs: readonly string[],
    attributes: NonNullable<OnnxNodeOptions['attributes']>,
  ): string {
    return emitter.node('Conv', inputs, { domain: BLOCKED_DOMAIN, attributes });
  }

  /** Every channel's own a · x + b, with `a` and `b` [channels]; `sum`, a blocked value, is added where given. */
  scaleAndShift(
    emitter: Emitter,
    blocked: string,
    [a, b]: readonly [string, string],
    channels: number,
    sum?: string,
  ): string {
    const kernel = emitter.node('Reshape', [a, emitter.int64s([channels, 1, 1, 1])]);
    return this.convolve(emitter, [blocked, kernel, b, ...(sum === undefined ? [] : [sum])], {
      group: { int: channels },
      kernel_shape: { ints: [1, 1] },
    });
  }

  /**
   * Mean of every channel over batch and space: [channels]. First each row's mean, then the mean of those: a plain
   * running sum over a whole picture would lose two digits more.
   */
  channelMeans(emitter: Emitter, blocked: string, shape: Shape): string {
    const rows = emitter.node('AveragePool', [blocked], {
      domain: BLOCKED_DOMAIN,
      attributes: { kernel_shape: { ints: [1, shape[3]!] } },
    });
    const means = emitter.node('GlobalAveragePool', [rows], { domain: BLOCKED_DOMAIN });
    return emitter.node('ReduceMean', [means, emitter.int64s([0, 2, 3])], {
      attributes: { keepdims: { int: 0 } },
    });
  }
}

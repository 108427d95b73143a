import { describe, expect, it } from 'vitest';
import { choosePictureEncoder } from '../../../src-main/media/encoders.ts';

describe('choosePictureEncoder', () => {
  it('takes the best one present, and knows when there is none', () => {
    expect(choosePictureEncoder(new Set(['libvpx-vp9', 'libx264', 'mpeg4']))).toContain('libx264');
    expect(choosePictureEncoder(new Set(['libvpx-vp9']))).toContain('libvpx-vp9');
    expect(choosePictureEncoder(new Set(['mpeg4']))).toBeNull();
  });
});

/** float32 values rounded to IEEE 754 half precision (to nearest, ties to even), as 16-bit patterns. */
export function toHalf(values: Float32Array): Uint16Array {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const half = new Uint16Array(values.length);
  for (let i = 0; i < half.length; i++) half[i] = halfBits(bits[i]!);
  return half;
}

function halfBits(float: number): number {
  const sign = (float >>> 16) & 0x8000;
  const exponent = (float >>> 23) & 0xff;
  const mantissa = float & 0x7fffff;
  if (exponent === 0xff) return sign | 0x7c00 | (mantissa ? 0x200 : 0);
  const scaled = exponent - 112;
  if (scaled >= 31) return sign | 0x7c00;
  if (scaled <= 0) {
    if (scaled < -10) return sign;
    return sign | roundShift(mantissa | 0x800000, 14 - scaled);
  }
  // A mantissa that rounds up to the next power of two carries into the exponent, which is what is wanted.
  return sign | ((scaled << 10) + roundShift(mantissa, 13));
}

/** value / 2^shift, to the nearest whole number, ties to even. */
function roundShift(value: number, shift: number): number {
  const quotient = value >>> shift;
  const rest = value & ((1 << shift) - 1);
  const tie = 1 << (shift - 1);
  return rest > tie || (rest === tie && quotient % 2 === 1) ? quotient + 1 : quotient;
}

/** Half-precision bit patterns as float32 values, exactly. */
export function fromHalf(half: Uint16Array): Float32Array {
  return Float32Array.from(half, (bits) => {
    const sign = bits & 0x8000 ? -1 : 1;
    const exponent = (bits >>> 10) & 0x1f;
    const fraction = bits & 0x3ff;
    if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
    if (exponent === 0) return sign * fraction * 2 ** -24;
    return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  });
}

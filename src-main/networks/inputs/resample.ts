/** Zero crossings of the sinc on each side: −80 dB beyond the cut-off, at 96 taps for 48 → 16 kHz. */
const zeroCrossings = 16;

/**
 * Sound at another sample rate: windowed-sinc interpolation (Blackman), with the cut-off below the lower of the
 * two Nyquist frequencies so that nothing aliases. The same length in seconds; silence beyond the ends.
 */
export function resample(sound: Float32Array, fromHz: number, toHz: number): Float32Array {
  if (fromHz === toHz) return sound;
  const step = fromHz / toHz;
  const cutOff = Math.min(1, toHz / fromHz) * 0.95;
  const reach = zeroCrossings / cutOff;
  const resampled = new Float32Array(Math.round((sound.length * toHz) / fromHz));
  for (let index = 0; index < resampled.length; index++) {
    const centre = index * step;
    const first = Math.max(0, Math.ceil(centre - reach));
    const last = Math.min(sound.length - 1, Math.floor(centre + reach));
    let sum = 0;
    for (let sample = first; sample <= last; sample++) {
      const distance = sample - centre;
      sum += sound[sample]! * sinc(distance * cutOff) * blackman(distance / reach);
    }
    resampled[index] = sum * cutOff;
  }
  return resampled;
}

function sinc(x: number): number {
  if (x === 0) return 1;
  const angle = Math.PI * x;
  return Math.sin(angle) / angle;
}

/** 1 in the middle, 0 at −1 and 1. */
function blackman(x: number): number {
  return 0.42 + 0.5 * Math.cos(Math.PI * x) + 0.08 * Math.cos(2 * Math.PI * x);
}

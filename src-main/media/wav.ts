/** A WAV file of 16-bit samples: its 44 bytes of header in front of interleaved little-endian samples. */
export const wavFile = (samples: Uint8Array, channels: number, rateHz: number): Uint8Array => {
  const file = new Uint8Array(44 + samples.length);
  const view = new DataView(file.buffer);
  const text = (offset: number, value: string) => {
    for (let index = 0; index < value.length; index += 1) file[offset + index] = value.charCodeAt(index);
  };
  const frameBytes = channels * 2;
  text(0, 'RIFF');
  view.setUint32(4, 36 + samples.length, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, channels, true);
  view.setUint32(24, rateHz, true);
  view.setUint32(28, rateHz * frameBytes, true);
  view.setUint16(32, frameBytes, true);
  view.setUint16(34, 16, true);
  text(36, 'data');
  view.setUint32(40, samples.length, true);
  file.set(samples, 44);
  return file;
};

/** `1:02:03.450`, `2:03.450` or with `decimals` 0 `2:03`; minutes are always there, hours when needed. */
export function formatTime(seconds: number, decimals = 3): string {
  const scale = 10 ** decimals;
  // Round once, as a whole: rounding the seconds alone would give 0:60.000.
  const units = Math.round(Math.max(seconds, 0) * scale);
  const whole = Math.floor(units / scale);
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const rest = String(whole % 60).padStart(2, '0');
  const part = decimals > 0 ? `.${String(units % scale).padStart(decimals, '0')}` : '';
  return hours > 0
    ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}${part}`
    : `${minutes}:${rest}${part}`;
}

/** A ruler's label: as many decimals as its step needs. */
export function formatTick(seconds: number, stepSeconds: number): string {
  const decimals = stepSeconds >= 1 ? 0 : Math.min(3, Math.ceil(-Math.log10(stepSeconds) - 1e-9));
  return formatTime(seconds, decimals);
}

/** `640 B`, `12 kB`, `3.4 MB`, `1.2 GB`: decimal units, as file managers show them. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit > 1 && value < 99.5 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

/** A count with thousands separated by a thin space, the same in every place. */
export function formatCount(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, '\u2009');
}

/** `25`, `29.97`: a frame rate without useless zeros. */
export function formatRate(framesPerSecond: number): string {
  return String(Math.round(framesPerSecond * 100) / 100);
}

/** A share as whole per cent; 0.9996 is not rounded up to certainty. */
export function formatPercent(share: number): string {
  const percent = share * 100;
  if (percent > 99 && percent < 100) return '99\u2009%';
  return `${Math.round(percent)}\u2009%`;
}

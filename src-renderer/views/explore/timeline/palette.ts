/** The theme's colours as a canvas needs them. */
export interface Palette {
  readonly ground: string;
  readonly line: string;
  readonly text: string;
  readonly faint: string;
  readonly wave: string;
  readonly waveQuiet: string;
  readonly accent: string;
  readonly accentSoft: string;
  readonly dark: boolean;
  readonly font: string;
}

/** Reads the design tokens in force. */
export function readPalette(remPixels: number): Palette {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string) => style.getPropertyValue(name).trim();
  return {
    ground: token('--ground'),
    line: token('--line'),
    text: token('--text'),
    faint: token('--text-3'),
    wave: token('--wave'),
    waveQuiet: token('--wave-quiet'),
    accent: token('--accent'),
    accentSoft: token('--accent-soft'),
    dark: document.documentElement.dataset.theme !== 'light',
    font: `${remPixels * 0.82}px Inter, system-ui, sans-serif`,
  };
}

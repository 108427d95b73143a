/** One series of bars. */
export interface BarSeries {
  name: string;
  /** One value a group, 0…1. */
  values: readonly number[];
}

/** Colours that differ also for the colour-blind (Okabe and Ito). */
const colours = ['#999999', '#56b4e9', '#e69f00', '#009e73', '#cc79a7', '#0072b2'];

/** Grouped bars as an SVG, with a dashed line at chance. The axis goes from 0 to 1. */
export function barChart(
  title: string,
  groups: readonly string[],
  series: readonly BarSeries[],
  chance: number,
): string {
  const [width, height, left, bottom, top] = [720, 320, 44, 40, 36];
  const plotHeight = height - bottom - top;
  const groupWidth = (width - left - 12) / groups.length;
  const barWidth = (groupWidth * 0.8) / Math.max(1, series.length);
  const y = (value: number): number => top + plotHeight * (1 - value);
  const text = (x: number, at: number, words: string, anchor = 'middle'): string =>
    `<text x="${x.toFixed(1)}" y="${at.toFixed(1)}" text-anchor="${anchor}">${words}</text>`;
  const parts = [0, 0.25, 0.5, 0.75, 1].map(
    (value) =>
      `<line x1="${left}" x2="${width - 12}" y1="${y(value)}" y2="${y(value)}" stroke="#ddd"/>` +
      text(left - 6, y(value) + 4, value.toFixed(2), 'end'),
  );
  for (const [group, title] of groups.entries()) {
    const start = left + group * groupWidth + groupWidth * 0.1;
    for (const [index, { values }] of series.entries()) {
      const value = values[group] ?? 0;
      const x = start + index * barWidth;
      const colour = colours[index % colours.length];
      parts.push(
        `<rect x="${x.toFixed(1)}" y="${y(value).toFixed(1)}" width="${(barWidth - 2).toFixed(1)}" ` +
          `height="${(plotHeight * value).toFixed(1)}" fill="${colour}"/>`,
        text(x + barWidth / 2 - 1, y(value) - 3, value.toFixed(2)),
      );
    }
    parts.push(text(start + groupWidth * 0.4, height - bottom + 18, title));
  }
  parts.push(
    `<line x1="${left}" x2="${width - 12}" y1="${y(chance)}" y2="${y(chance)}" stroke="#000" stroke-dasharray="5 4"/>`,
    text(width - 14, y(chance) - 5, `chance ${chance.toFixed(3)}`, 'end'),
  );
  for (const [index, { name }] of series.entries()) {
    const x = left + index * 160;
    parts.push(
      `<rect x="${x}" y="10" width="12" height="12" fill="${colours[index % colours.length]}"/>`,
      text(x + 18, 20, name, 'start'),
    );
  }
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="11">` +
    `<title>${title}</title>` +
    `<rect width="100%" height="100%" fill="#fff"/>${parts.join('')}</svg>\n`
  );
}

/** How a virtualised grid is cut into rows. */
export interface GridLayout {
  readonly columns: number;
  readonly rows: number;
  readonly tileWidth: number;
  readonly rowHeight: number;
}

/** Fits as many columns of at least `minimumTile` pixels as the width holds; a tile's picture is 16:9 over a caption. */
export function layOutGrid(
  count: number,
  options: { width: number; gap: number; minimumTile: number; captionHeight: number },
): GridLayout {
  const { width, gap, minimumTile, captionHeight } = options;
  const columns = Math.max(1, Math.floor((width + gap) / (minimumTile + gap)));
  const tileWidth = Math.max(0, (width - gap * (columns - 1)) / columns);
  return {
    columns,
    rows: Math.ceil(count / columns),
    tileWidth,
    rowHeight: (tileWidth * 9) / 16 + captionHeight + gap,
  };
}

/**
 * The pages that hold the positions in sight, never none: a list that shrank below what was in sight has to be asked
 * for all the same, or nobody would hear that it grew again.
 */
export function pagesInSight(seen: { from: number; to: number }, pageSize: number): number[] {
  const first = Math.max(0, Math.floor(Math.min(seen.from, seen.to) / pageSize));
  const last = Math.max(first, Math.floor(seen.to / pageSize));
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

/** The index that an arrow key moves to in a grid, kept inside it; null for keys that do not move. */
export function moveInGrid(index: number, key: string, columns: number, count: number): number | null {
  const moves: Record<string, number> = {
    ArrowLeft: index - 1,
    ArrowRight: index + 1,
    ArrowUp: index - columns,
    ArrowDown: index + columns,
    PageUp: index - columns * 4,
    PageDown: index + columns * 4,
    Home: 0,
    End: count - 1,
  };
  const next = moves[key];
  if (next === undefined || count === 0) return null;
  // Up from the first row and down from the last stay in their column instead of jumping to an end.
  if ((key === 'ArrowUp' && next < 0) || (key === 'ArrowDown' && next >= count)) return index;
  return Math.min(Math.max(next, 0), count - 1);
}

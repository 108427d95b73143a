/** The widths of the side panes, in rem, kept on this machine: they belong to a screen, not to a library. */
export interface PaneWidths {
  library: number;
  neighbours: number;
}

const storageName = 'earsight.panes';
/** What a pane takes by itself: a share of the window, within bounds in rem. A person may drag it beyond both. */
const own = {
  library: { share: 0.175, least: 19, most: 42 },
  neighbours: { share: 0.135, least: 24, most: 32 },
} as const;

/** The widths nobody has chosen: on a wide window the library has room for more columns. Sizes in CSS pixels. */
export function ownPaneWidths(windowPixels: number, remPixels: number): PaneWidths {
  const widthOf = ({ share, least, most }: (typeof own)[keyof PaneWidths]) =>
    Math.min(Math.max((windowPixels * share) / remPixels, least), most);
  return { library: widthOf(own.library), neighbours: widthOf(own.neighbours) };
}

/** The widths a person has chosen; a pane that nobody dragged is left out. */
export function readPaneWidths(): Partial<PaneWidths> {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(storageName) ?? '{}');
    const { library, neighbours } = stored as Partial<Record<keyof PaneWidths, unknown>>;
    return {
      ...(typeof library === 'number' ? { library } : {}),
      ...(typeof neighbours === 'number' ? { neighbours } : {}),
    };
  } catch {
    // Storage can be switched off or hold anything; the own widths always work.
    return {};
  }
}

export function writePaneWidths(widths: Partial<PaneWidths>): void {
  try {
    localStorage.setItem(storageName, JSON.stringify(widths));
  } catch {
    // Without storage the widths last as long as the page.
  }
}

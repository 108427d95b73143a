/** The widths of the side panes, in rem, kept on this machine: they belong to a screen, not to a library. */
export interface PaneWidths {
  library: number;
  neighbours: number;
}

const storageName = 'earsight.panes';
/** The narrowest and the widest that the library is by itself; a person may drag it beyond both. */
const ownLibraryRem = { least: 19, most: 34 };
/** Of a wide window's width the library takes this share by itself. */
const ownLibraryShare = 0.17;

/** The widths nobody has chosen: on a wide window the library has room for more columns. Sizes in CSS pixels. */
export function ownPaneWidths(windowPixels: number, remPixels: number): PaneWidths {
  const share = (windowPixels * ownLibraryShare) / remPixels;
  return { library: Math.min(Math.max(share, ownLibraryRem.least), ownLibraryRem.most), neighbours: 24 };
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

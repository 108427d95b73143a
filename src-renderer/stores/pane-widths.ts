/** The widths of the side panes, in rem, kept on this machine: they belong to a screen, not to a library. */
export interface PaneWidths {
  library: number;
  neighbours: number;
}

const storageName = 'earsight.panes';
const original: PaneWidths = { library: 19, neighbours: 24 };

export function readPaneWidths(): PaneWidths {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(storageName) ?? '{}');
    const { library, neighbours } = stored as Partial<Record<keyof PaneWidths, unknown>>;
    return {
      library: typeof library === 'number' ? library : original.library,
      neighbours: typeof neighbours === 'number' ? neighbours : original.neighbours,
    };
  } catch {
    // Storage can be switched off or hold anything; the original widths always work.
    return { ...original };
  }
}

export function writePaneWidths(widths: PaneWidths): void {
  try {
    localStorage.setItem(storageName, JSON.stringify(widths));
  } catch {
    // Without storage the widths last as long as the page.
  }
}

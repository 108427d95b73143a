import { noteKeyboard } from './input-modality.ts';

/** What lies over the views, one at a time. */
export type Overlay =
  | { readonly name: 'none' }
  | { readonly name: 'keys' }
  | { readonly name: 'models' }
  | { readonly name: 'about' }
  | { readonly name: 'sources' }
  | { readonly name: 'folder'; readonly purpose: FolderPurpose; readonly hint?: string };

/** What a chosen folder is for. */
export type FolderPurpose =
  | { readonly kind: 'open' }
  | { readonly kind: 'add' }
  | { readonly kind: 'library' }
  | { readonly kind: 'relink'; readonly source: number };

/** The panes of the Explore view that a key brings the focus to. */
export type Pane = 'library' | 'player' | 'neighbours';

/** Where the focus lands in each pane: the first of these that is there. */
const paneAnchors: Record<Pane, readonly string[]> = {
  library: ['[data-pane="library"] [data-roving="current"]', '[data-pane="library"] input'],
  player: ['[data-pane="player"] [data-timeline]'],
  neighbours: ['[data-pane="neighbours"] [data-roving="current"]', '[data-pane="neighbours"] button'],
};

/** Which view is on show, and which dialog over it. The view is in the address, so that a reload comes back to it. */
export class Navigation {
  view = $state(location.hash.slice(2) || 'explore');
  overlay = $state.raw<Overlay>({ name: 'none' });
  activityOpen = $state(false);

  constructor() {
    window.addEventListener('hashchange', () => {
      this.view = location.hash.slice(2) || 'explore';
    });
  }

  go(view: string): void {
    this.view = view;
    history.replaceState(null, '', `#/${view}`);
  }

  open(overlay: Overlay): void {
    this.overlay = overlay;
  }

  close(): void {
    this.overlay = { name: 'none' };
  }

  focusPane(pane: Pane): void {
    noteKeyboard();
    for (const anchor of paneAnchors[pane]) {
      const element = document.querySelector<HTMLElement>(anchor);
      if (!element) continue;
      element.focus();
      return;
    }
  }
}

import { mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { replaceFile } from '../../files/whole-files.ts';

const rectangle = z.object({ x: z.int(), y: z.int(), width: z.int().min(1), height: z.int().min(1) });
type Rectangle = z.infer<typeof rectangle>;

/** How a window was left: its bounds when not maximised, in device-independent pixels. */
export const windowState = z.object({
  bounds: rectangle.nullable(),
  maximised: z.boolean(),
  fullScreen: z.boolean(),
});
export type WindowState = z.infer<typeof windowState>;

/** The smallest window in which every pane still fits. */
export const smallestWindow = { width: 960, height: 600 } as const;

const firstState: WindowState = { bounds: null, maximised: false, fullScreen: false };

/** The state kept in a file; the first-run state when there is none, or when it cannot be read. */
export function readWindowState(file: string): WindowState {
  try {
    return windowState.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    // No window is worth an error message about where it was.
    return firstState;
  }
}

/** Keeps the state; written beside and renamed, so that a crash leaves the old file or the new one. */
export function writeWindowState(file: string, state: WindowState): void {
  mkdirSync(dirname(file), { recursive: true });
  replaceFile(file, JSON.stringify(state));
}

/**
 * Where a window may open again: where it was, if enough of its title bar to take hold of lies on one of the
 * screens of today; otherwise null, and the system chooses.
 * @param workAreas the screens without their task bars
 */
export function boundsOnScreens(state: WindowState, workAreas: readonly Rectangle[]): Rectangle | null {
  const { bounds } = state;
  if (!bounds) return null;
  const holdWidth = 120;
  const holdHeight = 32;
  const visible = workAreas.some((area) => {
    const width = Math.min(bounds.x + bounds.width, area.x + area.width) - Math.max(bounds.x, area.x);
    const titleBarInside = bounds.y >= area.y && bounds.y + holdHeight <= area.y + area.height;
    return width >= holdWidth && titleBarInside;
  });
  if (!visible) return null;
  return {
    ...bounds,
    width: Math.max(bounds.width, smallestWindow.width),
    height: Math.max(bounds.height, smallestWindow.height),
  };
}

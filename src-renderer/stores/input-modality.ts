let keyboard = false;

/**
 * Whether the person moves about the window by keyboard: since the last Tab or jump to a pane, and until the next
 * press of the pointer. After a click a control keeps the focus, but arrows and Space should still play the video.
 */
export function movesByKeyboard(): boolean {
  return keyboard;
}

/** Told by what moves the focus on behalf of a key. */
export function noteKeyboard(): void {
  keyboard = true;
}

/** Follows the page's events. Returns how to stop. */
export function followModality(): () => void {
  const stop = new AbortController();
  const options = { capture: true, signal: stop.signal };
  window.addEventListener(
    'pointerdown',
    () => {
      keyboard = false;
    },
    options,
  );
  window.addEventListener(
    'keydown',
    (event) => {
      if (event.key === 'Tab') keyboard = true;
    },
    options,
  );
  return () => stop.abort();
}

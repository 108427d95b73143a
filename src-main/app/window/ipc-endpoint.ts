import type { IpcMain, IpcMainEvent, WebContents } from 'electron';
import { bridgeChannel } from '../../contract/bridge.ts';
import type { MessageEndpoint } from '../../contract/endpoint.ts';
import { isPageAddress } from './origin.ts';

/**
 * The main process's end of the window's channel. A message counts only when it comes from the main frame of
 * this very window while our page is in it. Each load of the page is a connection of its own: the one before
 * ends, and with it the calls it had open.
 * @param connect called with a fresh end now and at every load; gives what to do when that end has closed
 */
export function listenToWindow(
  ipcMain: IpcMain,
  contents: WebContents,
  connect: (endpoint: MessageEndpoint) => () => void,
): void {
  let current = new WindowEndpoint(contents);
  let forget = connect(current);
  const hear = (event: IpcMainEvent, message: unknown): void => {
    const frame = event.senderFrame;
    const fromPage = event.sender === contents && frame !== null && frame === contents.mainFrame;
    if (fromPage && isPageAddress(frame.url)) current.receive(message);
  };
  const renew = (): void => {
    current.close();
    forget();
    current = new WindowEndpoint(contents);
    forget = connect(current);
  };
  ipcMain.on(bridgeChannel, hear);
  contents.on('did-start-navigation', (details) => {
    if (details.isMainFrame && !details.isSameDocument) renew();
  });
  contents.on('render-process-gone', renew);
  contents.once('destroyed', () => {
    ipcMain.off(bridgeChannel, hear);
    current.close();
    forget();
  });
}

class WindowEndpoint implements MessageEndpoint {
  readonly #contents: WebContents;
  #onMessage: (message: unknown) => void = () => {};
  #onClose: (reason: string) => void = () => {};
  #closed = false;

  constructor(contents: WebContents) {
    this.#contents = contents;
  }

  send(message: unknown): void {
    if (!this.#closed && !this.#contents.isDestroyed()) this.#contents.send(bridgeChannel, message);
  }

  receive(message: unknown): void {
    if (!this.#closed) this.#onMessage(message);
  }

  onMessage(listener: (message: unknown) => void): void {
    this.#onMessage = listener;
  }

  onClose(listener: (reason: string) => void): void {
    if (this.#closed) listener('the page has gone');
    else this.#onClose = listener;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#onClose('the page has gone');
  }
}

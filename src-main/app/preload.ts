import { contextBridge, type IpcRendererEvent, ipcRenderer, webUtils } from 'electron';
import { bridgeChannel, type WindowBridge } from '../contract/bridge.ts';

// Runs in the sandbox before the page: hands it one channel and nothing of Electron itself.
let listener: (message: unknown) => void = () => {};
ipcRenderer.on(bridgeChannel, (_event: IpcRendererEvent, message: unknown) => listener(message));

const bridge: WindowBridge = {
  send: (message) => ipcRenderer.send(bridgeChannel, message),
  onMessage: (next) => {
    listener = next;
  },
  // Throws for anything that is no File; the page sees the error.
  pathOfFile: (file) => webUtils.getPathForFile(file as Parameters<typeof webUtils.getPathForFile>[0]),
};

contextBridge.exposeInMainWorld('earsightBridge', bridge);

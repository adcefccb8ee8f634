import { contextBridge, type IpcRendererEvent, ipcRenderer } from 'electron';
import type { Bridge, EventPayload } from '../shared/ipc.ts';

const bridge: Bridge = {
  request: (name, input) => ipcRenderer.invoke('request', name, input),
  on: (name, listener) => {
    const forward = (_: IpcRendererEvent, sent: string, payload: EventPayload<typeof name>): void => {
      if (sent === name) listener(payload);
    };
    ipcRenderer.on('event', forward);
    return () => {
      ipcRenderer.off('event', forward);
    };
  },
};
contextBridge.exposeInMainWorld('bridge', bridge);

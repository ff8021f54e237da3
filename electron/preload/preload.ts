import { contextBridge, ipcRenderer, webUtils } from 'electron';
import {
  type Bridge,
  CANCEL_CHANNEL,
  channelOf,
  DROP_CHANNEL,
  EVENT_CHANNEL,
  isCallName,
  isDesktopCallName,
} from '../../shared/contract/names.ts';

/** The page's only access to the host: calls by name. It gets no channel, path or event object of Electron. */
const bridge: Bridge = {
  call: async (name, input, requestId) => {
    if (!isCallName(name) && !isDesktopCallName(name)) throw new Error('no such call');
    return requestId === undefined ? ipcRenderer.invoke(channelOf(name), input) : ipcRenderer.invoke(channelOf(name), input, requestId);
  },
  cancel: (requestId) => void ipcRenderer.invoke(CANCEL_CHANNEL, JSON.stringify(requestId)),
  // Electron alone knows the path of a file; a page can't forge one
  takeFile: async (file) => ipcRenderer.invoke(DROP_CHANNEL, JSON.stringify({ path: webUtils.getPathForFile(file as File) })),
  onNotification: (listener) => {
    const forward = (_event: unknown, notification: unknown): void => listener(notification);
    ipcRenderer.on(EVENT_CHANNEL, forward);
    return () => ipcRenderer.removeListener(EVENT_CHANNEL, forward);
  },
};

contextBridge.exposeInMainWorld('orebook', bridge);

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

/** The page gets the calls by name and nothing of Electron: no channel, no path, no event object. */
const bridge: Bridge = {
  call: async (name, input, requestId) => {
    if (!isCallName(name) && !isDesktopCallName(name)) throw new Error('no such call');
    return requestId === undefined ? ipcRenderer.invoke(channelOf(name), input) : ipcRenderer.invoke(channelOf(name), input, requestId);
  },
  cancel: (requestId) => void ipcRenderer.invoke(CANCEL_CHANNEL, JSON.stringify(requestId)),
  // a file that was not on disk has no path, and a page can't make one up
  takeFile: async (file) => ipcRenderer.invoke(DROP_CHANNEL, JSON.stringify({ path: webUtils.getPathForFile(file as File) })),
  onNotification: (listener) => {
    const forward = (_event: unknown, notification: unknown): void => listener(notification);
    ipcRenderer.on(EVENT_CHANNEL, forward);
    return () => ipcRenderer.removeListener(EVENT_CHANNEL, forward);
  },
};

contextBridge.exposeInMainWorld('orebook', bridge);

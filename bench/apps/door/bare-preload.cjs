'use strict';
// The bridge of the baseline's window: one bare round trip and nothing else.
const { contextBridge, ipcRenderer } = require('electron');

contextBridge.exposeInMainWorld('bare', { record: () => ipcRenderer.invoke('bench:bare') });

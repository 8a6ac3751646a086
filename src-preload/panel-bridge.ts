import { contextBridge } from 'electron';
import { grouped } from './bridge.ts';
import { PANEL_CHANNELS, PANEL_EVENTS } from './contract/channels.ts';

// The panel gets named methods only: there is no way from the page to an arbitrary channel.
contextBridge.exposeInMainWorld('executionLayer', grouped(PANEL_CHANNELS, PANEL_EVENTS));

import { contextBridge } from 'electron';
import { method, subscription } from './bridge.ts';
import { APPROVAL_CHANNELS, APPROVAL_EVENTS } from './contract/channels.ts';

contextBridge.exposeInMainWorld('executionLayerApproval', {
  ...Object.fromEntries(APPROVAL_CHANNELS.map((name) => [name, method(name)])),
  ...Object.fromEntries(APPROVAL_EVENTS.map((name) => [name, subscription(name)])),
});

'use strict';
// The least that an Electron app can be: one window of the panel's size and security, and a page with nothing on it.
const { app, BrowserWindow } = require('electron');
require('../probe.cjs').probe('body');

app.setPath('userData', app.commandLine.getSwitchValue('user-data-dir'));
app.on('window-all-closed', () => app.quit());
void app.whenReady().then(() => {
  const window = new BrowserWindow({
    width: 1180,
    height: 780,
    show: false,
    autoHideMenuBar: true,
    webPreferences: { sandbox: true, contextIsolation: true, nodeIntegration: false, spellcheck: false },
  });
  window.once('ready-to-show', () => window.show());
  return window.loadURL('data:text/html,<!doctype html><title>Empty</title><body style="height:100vh">');
});

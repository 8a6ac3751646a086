// Loaded into the app before its own code, after Playwright's loader, which turns every key store off.
'use strict';
require('electron').app.commandLine.appendSwitch('password-store', 'gnome-libsecret');

import { homedir, hostname, release, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { dialog, type App, type BrowserWindow } from 'electron';
import type { DiagnosticsRouteParts } from '../ipc/routes/diagnostics.ts';
import { texts } from '../texts/texts.ts';
import { makeDiagnostics } from './diagnostics.ts';
import type { OneDialog } from './one-dialog.ts';
import { privateMatch, privateSettings } from './private-settings.ts';
import type { Services } from './services.ts';
import { systemInfo } from './system-info.ts';
import type { UserData } from './user-data.ts';

interface Parts {
  app: App;
  services: Services;
  userData: UserData;
  redact: (text: string) => string;
  panel: () => BrowserWindow | null;
  dialogs: OneDialog;
}

/** Diagnostics of the running app, saved where the person says. */
export function diagnosticsParts(parts: Parts): DiagnosticsRouteParts {
  const { app, services, userData, redact, panel, dialogs } = parts;
  const { settings, audit, rules } = services;
  return {
    make: (signal) =>
      makeDiagnostics({
        signal,
        info: () => systemInfo(app, services),
        release: release(),
        settings: () => settings.get(),
        verify: () => audit.reader.verify(signal),
        places: {
          record: userData.logs,
          artifacts: userData.artifacts,
          index: join(userData.auditIndex, '..'),
          imported: userData.imported,
          profiles: userData.profiles,
          rules: userData.rules,
        },
        appLog: join(userData.logs, 'app.log'),
        redact,
        known: () => [
          { text: userData.dir, standsFor: '<data>' },
          { text: app.getAppPath(), standsFor: '<app>' },
          { text: homedir(), standsFor: '<home>' },
          { text: tmpdir(), standsFor: '<temp>' },
          { text: hostname(), standsFor: '<computer>', name: true as const },
          ...(userInfo().username === 'root'
            ? []
            : [{ text: userInfo().username, standsFor: '<person>', name: true as const }]),
          ...privateSettings(settings.get()),
          ...rules.list().flatMap(({ match }) => privateMatch(match)),
          ...rules.sessions().flatMap(({ match }) => privateMatch(match)),
        ],
      }),
    async pickPlace(name) {
      const options = {
        title: texts.files.saveDiagnostics,
        defaultPath: name,
        filters: [{ name: texts.files.kinds.json, extensions: ['json'] }],
      };
      const window = panel();
      const { canceled, filePath } = await dialogs.show(() =>
        window ? dialog.showSaveDialog(window, options) : dialog.showSaveDialog(options),
      );
      return canceled || filePath === '' ? null : filePath;
    },
  };
}

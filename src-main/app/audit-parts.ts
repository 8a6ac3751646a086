import { dialog, type BrowserWindow } from 'electron';
import type { AuditRouteParts } from '../ipc/routes/audit.ts';
import { texts } from '../texts/texts.ts';
import type { OneDialog } from './one-dialog.ts';
import type { Services } from './services.ts';

const words = texts.files;

/** What the routes of the record need, with the system's own dialogs: the page never names a file. */
export function auditParts(
  services: Services,
  panel: () => BrowserWindow | null,
  dialogs: OneDialog,
  appVersion: string,
): AuditRouteParts {
  const { audit, artifacts, legacy, userData } = services;
  return {
    reader: audit.reader,
    legacy,
    artifacts,
    userData,
    exportFacts: (query, of) => ({
      ts: Date.now() / 1000,
      appVersion,
      query,
      of,
      head: query.source === 'legacy' ? null : audit.head(),
      signing: audit.signing(),
    }),
    note: async (draft) => audit.log.durable(audit.log.append(draft)),
    async pickSaveFile(name, format) {
      const options = {
        title: words.exportRecord,
        defaultPath: name,
        filters: [{ name: words.kinds[format], extensions: [format] }],
      };
      const window = panel();
      const { canceled, filePath } = await dialogs.show(() =>
        window ? dialog.showSaveDialog(window, options) : dialog.showSaveDialog(options),
      );
      return canceled || filePath === '' ? null : filePath;
    },
    async pickLogFile() {
      const options = {
        title: words.importLog,
        properties: ['openFile' as const],
        filters: [
          { name: words.kinds.jsonl, extensions: ['jsonl', 'log', 'json'] },
          { name: words.kinds.all, extensions: ['*'] },
        ],
      };
      const window = panel();
      const { canceled, filePaths } = await dialogs.show(() =>
        window ? dialog.showOpenDialog(window, options) : dialog.showOpenDialog(options),
      );
      return canceled ? null : (filePaths[0] ?? null);
    },
  };
}

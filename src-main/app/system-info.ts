import type { App } from 'electron';
import type { AuditSigning, Notice, SystemInfo } from '../../src-preload/contract/types.ts';

/** What app this is, what it runs on, and what there is to say about this start. */
export function systemInfo(
  app: App,
  { notices, audit }: { notices: Notice[]; audit: { signing: () => AuditSigning } },
): SystemInfo {
  return {
    appVersion: app.getVersion(),
    electron: process.versions.electron,
    chrome: process.versions.chrome,
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
    userData: app.getPath('userData'),
    audit: audit.signing(),
    notices,
  };
}

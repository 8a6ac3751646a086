import { randomUUID } from 'node:crypto';
import type { Notice } from '../../src-preload/contract/types.ts';
import type { AuditRecovery } from '../audit/audit-log.ts';
import type { SettingChange } from '../settings/direction.ts';

/** What opening the record found, in words. */
export function recoveryNotices(recovery: AuditRecovery): Notice[] {
  const notices: Notice[] = [];
  const { torn, damaged, tampering, interrupted, unavailable } = recovery;
  if (unavailable !== null) {
    notices.push({
      id: 'audit-unavailable',
      severity: 'error',
      title: 'The record cannot be written, so nothing will run',
      message: unavailable,
    });
  }
  if (torn) {
    notices.push({
      id: 'audit-torn',
      severity: 'warning',
      title: 'The end of the record was torn',
      message: `The app ended while it was writing. ${torn.bytes} bytes that were never confirmed were moved to ${torn.sideFile}.`,
    });
  }
  if (damaged) {
    notices.push({
      id: 'audit-damaged',
      severity: 'error',
      title: `Record ${damaged.seq} is not as it was written`,
      message: damaged.message,
    });
  }
  if (tampering) {
    notices.push({
      id: 'audit-tampering',
      severity: 'error',
      title: 'The record was changed while the app was not running',
      message: tampering.message,
    });
  }
  if (interrupted.length > 0) {
    notices.push({
      id: 'runs-interrupted',
      severity: 'warning',
      title: `${interrupted.length === 1 ? 'A run was' : `${interrupted.length} runs were`} interrupted`,
      message:
        `The app ended before it did: ${interrupted.map((run) => run.tool ?? run.runId).join(', ')}. ` +
        'What had been begun may be half done; the Log has the details.',
    });
  }
  return notices;
}

/** The approval window could not be shown: what waited was denied, and the next request is put into a new window. */
export function approvalPageNotice(why: string): Notice {
  return {
    id: `approval-page-${randomUUID()}`,
    severity: 'error',
    title: 'A request could not be shown, and was denied',
    message: `${why} The next request opens a new window. If that fails too, start the app anew.`,
  };
}

/** The panel's page ended by itself and was loaded again: what ran goes on, what was being typed into it is lost. */
export function panelPageNotice(reason: string): Notice {
  return {
    id: `panel-page-${randomUUID()}`,
    severity: 'warning',
    title: 'This window had to be loaded again',
    message: `Its page ended unexpectedly (${reason}). Runs were not touched; what was typed into a form here is lost.`,
  };
}

/**
 * The app was started without Chromium's sandbox, which an AppImage's own launcher does where the system gives none to programs.
 * For root it works nowhere, and whoever runs the app as root has been told.
 */
export function sandboxNotice(off: boolean, uid: number | undefined): Notice[] {
  if (!off || uid === 0) return [];
  return [
    {
      id: 'no-sandbox',
      severity: 'warning',
      title: "Chromium's sandbox is off",
      message:
        "This start has --no-sandbox. The pages are the app's own, but a hole in Chromium would reach further. " +
        'An AppImage starts so where the system lets no program make user namespaces; a deb or an rpm brings what is needed.',
    },
  ];
}

/** A warning, if there is something to warn of. */
export function problemNotice(id: string, title: string, problem: string | null): Notice[] {
  return problem === null ? [] : [{ id, severity: 'warning', title, message: problem }];
}

/** What the settings file allows now that it did not when the app was last closed. */
export function loosenedNotice(changes: readonly SettingChange[], problem: string | null): Notice[] {
  if (problem !== null) {
    return [
      {
        id: 'settings-at-quit-unreadable',
        severity: 'warning',
        title: 'It cannot be told whether the settings changed since the last start',
        message: `settings-at-quit.json cannot be used: ${problem}.`,
      },
    ];
  }
  if (changes.length === 0) return [];
  return [
    {
      id: 'settings-loosened',
      severity: 'warning',
      title: 'The settings file allows more than when the app was last closed',
      message: changes
        .map(({ key, from, to }) => `${key}: ${JSON.stringify(from)} is now ${JSON.stringify(to)}`)
        .join('\n'),
    },
  ];
}

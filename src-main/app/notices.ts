import { randomUUID } from 'node:crypto';
import type { Notice } from '../../src-preload/contract/types.ts';
import type { AuditRecovery } from '../audit/audit-log.ts';
import type { SettingChange } from '../settings/direction.ts';
import { texts } from '../texts/texts.ts';

const words = texts.notices;

/** What opening the record found, in words. */
export function recoveryNotices(recovery: AuditRecovery): Notice[] {
  const notices: Notice[] = [];
  const { torn, damaged, tampering, interrupted, unavailable } = recovery;
  if (unavailable !== null) {
    notices.push({
      id: 'audit-unavailable',
      severity: 'error',
      title: words.auditUnavailable,
      message: unavailable,
    });
  }
  if (torn) {
    notices.push({
      id: 'audit-torn',
      severity: 'warning',
      title: words.auditTorn,
      message: words.auditTornWhat(torn.bytes, torn.sideFile),
    });
  }
  if (damaged) {
    notices.push({
      id: 'audit-damaged',
      severity: 'error',
      title: words.auditDamaged(damaged.seq),
      message: damaged.message,
    });
  }
  if (tampering) {
    notices.push({
      id: 'audit-tampering',
      severity: 'error',
      title: words.auditTampering,
      message: tampering.message,
    });
  }
  if (interrupted.length > 0) {
    notices.push({
      id: 'runs-interrupted',
      severity: 'warning',
      title: words.interrupted(interrupted.length),
      message: words.interruptedWhat(interrupted.map((run) => run.tool ?? run.runId)),
    });
  }
  return notices;
}

/** The approval window could not be shown: what waited was denied, and the next request is put into a new window. */
export function approvalPageNotice(why: string): Notice {
  return {
    id: `approval-page-${randomUUID()}`,
    severity: 'error',
    title: words.approvalPage,
    message: words.approvalPageWhat(why),
  };
}

/** The panel's page ended by itself and was loaded again: what ran goes on, what was being typed into it is lost. */
export function panelPageNotice(reason: string): Notice {
  return {
    id: `panel-page-${randomUUID()}`,
    severity: 'warning',
    title: words.panelPage,
    message: words.panelPageWhat(reason),
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
      title: words.noSandbox,
      message: words.noSandboxWhat,
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
        title: words.lastUnknown,
        message: words.lastUnknownWhat(problem),
      },
    ];
  }
  if (changes.length === 0) return [];
  return [
    {
      id: 'settings-loosened',
      severity: 'warning',
      title: words.loosened,
      message: changes
        .map(({ key, from, to }) => words.loosenedWhat(key, JSON.stringify(from), JSON.stringify(to)))
        .join('\n'),
    },
  ];
}

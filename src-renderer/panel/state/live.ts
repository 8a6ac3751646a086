import { listen } from '../api.ts';
import { useActiveRuns } from './active-runs.ts';
import { useAnswers } from './answers.ts';
import { useApprovals } from './approvals.ts';
import { watchConnection } from './connection.ts';
import { tellNewAnswers } from './new-answers.ts';
import { useControl } from './control.ts';
import { useRecords } from './records.ts';
import { createRefetcher } from './refetcher.ts';
import { useResources } from './resources.ts';
import { useRules } from './rules.ts';
import { useSessionAnswers } from './session-answers.ts';
import { useSettings } from './settings.ts';
import { useSystem } from './system.ts';
import { useTools } from './tools.ts';
import { useUpdates } from './updates.ts';
import { isOnShow, useView } from './view.ts';

/**
 * Loads what is always on show, and keeps every store fresh from main's events; what is long or changes often only while it is
 * on show, as opening its view loads it anyway. Returns the way to stop.
 */
export function startLiveUpdates(): () => void {
  const tools = createRefetcher(() => useTools.getState().refetch());
  const settings = createRefetcher(() => useSettings.getState().refetch());
  const control = createRefetcher(() => useControl.getState().refetch());
  const active = createRefetcher(() => useActiveRuns.getState().refetch(), 100);
  const approvals = createRefetcher(() => useApprovals.getState().refetch(), 100);
  const answers = createRefetcher(() => useAnswers.getState().refetch(), 500);
  const rules = createRefetcher(async () => {
    await Promise.all([useRules.getState().refetch(), useSessionAnswers.getState().refetch()]);
  }, 500);
  const newAnswers = createRefetcher(tellNewAnswers);
  const resources = createRefetcher(() => useResources.getState().refetch(), 100);
  const records = createRefetcher(async () => {
    await Promise.all(
      Object.keys(useRecords.getState().byRun).map((runId) => useRecords.getState().refetch(runId)),
    );
  }, 500);

  const updates = createRefetcher(() => useUpdates.getState().refetch(), 100);
  const system = createRefetcher(() => useSystem.getState().refetch(), 500);

  for (const load of [tools, settings, control, active, approvals, system, resources]) load();
  // What only the commands need of them can wait until the first view is there.
  requestIdleCallback(() => [rules, updates].forEach((load) => load()));

  // A tool may have become available while the window was away (a browser installed, a folder made).
  const onFocus = (): void => tools();
  window.addEventListener('focus', onFocus);
  const stops = [
    watchConnection(),
    () => window.removeEventListener('focus', onFocus),
    listen((api) =>
      api.runs.onChanged(() => {
        active();
        // A run may have used one.
        if (isOnShow('rules')) rules();
      }),
    ),
    // The tray and the menu point at a run.
    listen((api) => api.runs.onOpen(({ runId }) => useView.getState().go({ type: 'select-run', runId }))),
    listen((api) => api.system.onOpenView(({ view }) => useView.getState().go({ type: 'open', name: view }))),
    listen((api) =>
      api.approvals.onChanged(() => {
        approvals();
        // An answer is recorded before it counts. Looking through the whole record for answers is too much to do for
        // each line that is added to it.
        if (isOnShow('approvals')) answers();
        if (isOnShow('rules')) rules();
      }),
    ),
    listen((api) => api.audit.onAppended(() => records())),
    listen((api) => api.updates.onChanged(() => updates())),
    listen((api) =>
      api.settings.onChanged(() => {
        settings();
        tools();
      }),
    ),
    listen((api) =>
      api.control.onChanged(() => {
        control();
        // A notice may have come with it.
        system();
      }),
    ),
    listen((api) =>
      api.rules.onChanged(() => {
        newAnswers();
        rules();
      }),
    ),
    listen((api) => api.resources.onChanged(() => resources())),
  ];
  return () => stops.forEach((stop) => stop());
}

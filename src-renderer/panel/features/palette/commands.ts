import { APPROVAL_MODES, type Settings, type SystemInfo } from '../../../../src-preload/contract/types.ts';
import { paletteTexts } from '../../../texts/palette.ts';
import { texts } from '../../../texts/panel.ts';
import { head } from '../../../ui/inert.ts';
import { useActiveRuns } from '../../state/active-runs.ts';
import { useApprovals } from '../../state/approvals.ts';
import { useChain } from '../../state/chain.ts';
import { useControl } from '../../state/control.ts';
import { useDiagnostics } from '../../state/diagnostics.ts';
import { useFirstStart } from '../../state/first-start.ts';
import { valueOr } from '../../state/loadable.ts';
import { useLogPanel } from '../../state/log-panel.ts';
import { useLog } from '../../state/log.ts';
import { openLog } from '../../state/open-log.ts';
import { useResources } from '../../state/resources.ts';
import { useSettings } from '../../state/settings.ts';
import { useSystem } from '../../state/system.ts';
import { useToasts } from '../../state/toasts.ts';
import { useTools } from '../../state/tools.ts';
import { useView, VIEWS } from '../../state/view.ts';

const words = paletteTexts;

export interface Command {
  id: string;
  group: keyof typeof paletteTexts.groups;
  title: string;
  /** What is different about it, in a few words. */
  note?: string;
  run: () => void;
}

/** Everything that can be done now, in the order of how often it is wanted. */
export function commands(): Command[] {
  return [
    ...controlCommands(),
    ...viewCommands(),
    ...toolCommands(),
    ...recordCommands(),
    ...settingCommands(),
  ];
}

function viewCommands(): Command[] {
  return VIEWS.map((name) => ({
    id: `view:${name}`,
    group: 'go',
    title: words.open(texts.nav[name]),
    run: () => useView.getState().go({ type: 'open', name }),
  }));
}

function controlCommands(): Command[] {
  const control = valueOr(useControl.getState().control, null);
  const waiting = valueOr(useApprovals.getState().pending, []).length;
  const found: Command[] = [];
  const add = (id: string, title: string, run: () => void, note?: string): void => {
    found.push({ id, group: 'control', title, run, ...(note !== undefined && { note }) });
  };
  for (const { id, undo } of useToasts.getState().toasts.toReversed()) {
    if (undo === undefined) continue;
    const back = (): void => {
      useToasts.getState().dismiss(id);
      undo.run();
    };
    add(`undo:${id}`, undo.name ?? undo.label, back);
  }
  if (waiting > 0) add('review', words.review(waiting), () => void useApprovals.getState().review());
  if (control?.paused === true) {
    add('resume', words.resume, () => void useControl.getState().resume(), words.asks);
  } else add('pause', words.pause, () => void useControl.getState().pause());
  for (const { runId, tool } of valueOr(useActiveRuns.getState().active, [])) {
    const cancel = (): void => void useActiveRuns.getState().cancel(runId);
    add(`cancel:${runId}`, words.cancelRun(head(tool, 60)), cancel);
  }
  for (const { id, title } of valueOr(useResources.getState().resources, [])) {
    add(`end:${id}`, words.end(head(title, 60)), () => void useResources.getState().end(id));
  }
  return found;
}

function toolCommands(): Command[] {
  const tools = valueOr(useTools.getState().tools, []);
  return [
    ...tools.map(({ name, title }): Command => ({
      id: `use:${name}`,
      group: 'tool',
      title: words.useTool(name),
      note: title,
      run: () => useView.getState().go({ type: 'select-tool', tool: name }),
    })),
    ...tools.map(({ name, enabled }): Command => ({
      id: `toggle:${name}`,
      group: 'tool',
      title: enabled ? words.turnOff(name) : words.turnOn(name),
      ...(!enabled && { note: words.asks }),
      run: () => void useTools.getState().setEnabled(name, !enabled),
    })),
  ];
}

function recordCommands(): Command[] {
  const go = useView.getState().go;
  const inLog = (id: string, title: string, run: () => void): Command => ({
    id,
    group: 'record',
    title,
    run,
  });
  return [
    inLog('check', words.check, () => {
      void useChain.getState().verify();
      useLogPanel.getState().open('chain');
      go({ type: 'open', name: 'log' });
    }),
    inLog('export', words.exportRecord, () => {
      useLogPanel.getState().open('export');
      go({ type: 'open', name: 'log' });
    }),
    inLog('all-runs', words.clearFilters, () => openLog({})),
    inLog('earlier', words.earlier, () => {
      useLog.getState().setMode('legacy');
      go({ type: 'open', name: 'log' });
    }),
  ];
}

function settingCommands(): Command[] {
  const settings = valueOr(useSettings.getState().settings, null);
  const info = valueOr(useSystem.getState().info, null);
  const found: Command[] = [
    {
      id: 'workspace',
      group: 'settings',
      title: words.workspace,
      run: () => void useSettings.getState().pickWorkspace(),
    },
    {
      id: 'models-root',
      group: 'settings',
      title: words.modelsRoot,
      run: () => void useSettings.getState().pickModelsRoot(),
    },
    ...(settings === null ? [] : changes(settings)),
    {
      id: 'diagnostics',
      group: 'settings',
      title: words.diagnostics,
      run: () => {
        void useDiagnostics.getState().make();
        useView.getState().go({ type: 'open', name: 'settings' });
      },
    },
    {
      id: 'first-steps',
      group: 'settings',
      title: words.firstSteps,
      run: () => {
        useFirstStart.getState().again();
        useView.getState().go({ type: 'open', name: 'overview' });
      },
    },
  ];
  if (info !== null) found.push(...copies(info));
  return found;
}

/** Settings with a few values each; what loosens is asked by main, as everywhere. */
function changes(settings: Settings): Command[] {
  const { update } = useSettings.getState();
  const dry = settings.dry_run_default;
  const risky = settings.require_approval_for_risky;
  const setting = (id: string, title: string, run: () => void, current = false): Command => ({
    id,
    group: 'settings',
    title,
    run,
    ...(current && { note: words.now }),
  });
  return [
    ...APPROVAL_MODES.map((mode) =>
      setting(
        `mode:${mode}`,
        words.mode(texts.settings.modes[mode].label),
        () => void update('approval_mode', mode),
        settings.approval_mode === mode,
      ),
    ),
    setting('dry', dry ? words.dryOff : words.dryOn, () => void update('dry_run_default', !dry)),
    setting(
      'risky',
      risky ? words.riskyOff : words.riskyOn,
      () => void update('require_approval_for_risky', !risky),
    ),
    ...(['system', 'light', 'dark'] as const).map((theme) =>
      setting(
        `theme:${theme}`,
        words.theme(texts.settings.themes[theme]),
        () => void update('theme', theme),
        settings.theme === theme,
      ),
    ),
  ];
}

function copies(info: SystemInfo): Command[] {
  const copy = (text: string): void => void navigator.clipboard.writeText(text);
  const { appVersion, electron, chrome, node, platform } = info;
  const versions = `Execution Layer ${appVersion}, Electron ${electron}, Chromium ${chrome}, Node ${node}, ${platform}`;
  return [
    { id: 'copy-folder', group: 'settings', title: words.copyFolder, run: () => copy(info.userData) },
    { id: 'copy-versions', group: 'settings', title: words.copyVersions, run: () => copy(versions) },
  ];
}

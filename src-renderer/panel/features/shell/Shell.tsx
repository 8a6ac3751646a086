import { Suspense, useEffect } from 'react';
import { keepFocus } from '../../../ui/keep-focus.ts';
import { lazyAgain } from '../../../ui/lazy-again.tsx';
import { texts } from '../../../texts/panel.ts';
import { IconClockX } from '../../../ui/icons.ts';
import { exactSecond } from '../../../ui/time.ts';
import { SkeletonRows } from '../../../ui/SkeletonRows.tsx';
import { useConnection } from '../../state/connection.ts';
import { useView, type View } from '../../state/view.ts';
import { OverviewView } from '../overview/OverviewView.tsx';
import { Banners } from './Banners.tsx';
import { CrashGuard } from './CrashGuard.tsx';
import { Header } from './Header.tsx';
import { PaletteHost } from './PaletteHost.tsx';
import { Rail } from './Rail.tsx';
import classes from './shell.module.css';
import { SpareHeader, SpareLine, SparePalette, SpareRail, SpareToasts } from './Spare.tsx';
import { StatusBar } from './StatusBar.tsx';
import { Toasts } from './Toasts.tsx';
import { useWantedPlace } from './use-wanted-place.ts';

// The first view is in the first file; the others come when they are opened.
const ToolsView = lazyAgain(() => import('../tools/ToolsView.tsx'));
const ApprovalsView = lazyAgain(() => import('../approvals/ApprovalsView.tsx'));
const LogView = lazyAgain(() => import('../log/LogView.tsx'));
const RulesView = lazyAgain(() => import('../rules/RulesView.tsx'));
const ModelsView = lazyAgain(() => import('../models/ModelsView.tsx'));
const SettingsView = lazyAgain(() => import('../settings/SettingsView.tsx'));

export function Shell() {
  const view = useView((state) => state.current);
  const answering = useConnection((state) => state.answering);
  useWantedPlace();
  useEffect(() => keepFocus(), []);
  return (
    <div className={classes.shell}>
      <CrashGuard instead={(_error, retry) => <SpareRail retry={retry} />}>
        <Rail />
      </CrashGuard>
      <div className={classes.main}>
        <CrashGuard instead={(_error, retry) => <SpareHeader retry={retry} />}>
          <Header />
        </CrashGuard>
        <CrashGuard instead={(_error, retry) => <SpareLine retry={retry} />}>
          <Banners />
        </CrashGuard>
        <main className={classes.content} tabIndex={-1} data-old={!answering || undefined}>
          {!answering && <AsOf />}
          <CrashGuard key={view.name}>
            <Suspense fallback={<SkeletonRows count={6} height={48} />}>
              <Current view={view} />
            </Suspense>
          </CrashGuard>
        </main>
        <CrashGuard instead={(_error, retry) => <SpareLine retry={retry} />}>
          <StatusBar />
        </CrashGuard>
      </div>
      <CrashGuard instead={(_error, retry) => <SpareToasts retry={retry} />}>
        <Toasts />
      </CrashGuard>
      <CrashGuard instead={(_error, retry) => <SparePalette retry={retry} />}>
        <PaletteHost />
      </CrashGuard>
    </div>
  );
}

/** In every view: that it shows what was, and when that was. */
function AsOf() {
  const heardAt = useConnection((state) => state.heardAt);
  return (
    <p className={classes.asOf} role="status">
      <IconClockX size={14} stroke={1.75} aria-hidden />
      {texts.connection.asOf(exactSecond(heardAt))}
    </p>
  );
}

function Current({ view }: { view: View }) {
  switch (view.name) {
    case 'overview':
      return <OverviewView />;
    case 'tools':
      return <ToolsView selected={view.tool} />;
    case 'approvals':
      return <ApprovalsView />;
    case 'log':
      return <LogView chosen={view.chosen} />;
    case 'rules':
      return <RulesView />;
    case 'models':
      return <ModelsView />;
    case 'settings':
      return <SettingsView />;
  }
}

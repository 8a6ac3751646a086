import { lazy, Suspense, useEffect } from 'react';
import { keepFocus } from '../../../ui/keep-focus.ts';
import { SkeletonRows } from '../../../ui/SkeletonRows.tsx';
import { useView, type View } from '../../state/view.ts';
import { OverviewView } from '../overview/OverviewView.tsx';
import { Banners } from './Banners.tsx';
import { CrashGuard } from './CrashGuard.tsx';
import { Header } from './Header.tsx';
import { PaletteHost } from './PaletteHost.tsx';
import { Rail } from './Rail.tsx';
import classes from './shell.module.css';
import { StatusBar } from './StatusBar.tsx';
import { Toasts } from './Toasts.tsx';
import { useWantedPlace } from './use-wanted-place.ts';

// The first view is in the first file; the others come when they are opened.
const ToolsView = lazy(() => import('../tools/ToolsView.tsx'));
const ApprovalsView = lazy(() => import('../approvals/ApprovalsView.tsx'));
const LogView = lazy(() => import('../log/LogView.tsx'));
const RulesView = lazy(() => import('../rules/RulesView.tsx'));
const ModelsView = lazy(() => import('../models/ModelsView.tsx'));
const SettingsView = lazy(() => import('../settings/SettingsView.tsx'));

export function Shell() {
  const view = useView((state) => state.current);
  useWantedPlace();
  useEffect(() => keepFocus(), []);
  return (
    <div className={classes.shell}>
      <Rail />
      <div className={classes.main}>
        <Header />
        <Banners />
        <main className={classes.content} tabIndex={-1}>
          <CrashGuard key={view.name}>
            <Suspense fallback={<SkeletonRows count={6} height={48} />}>
              <Current view={view} />
            </Suspense>
          </CrashGuard>
        </main>
        <StatusBar />
      </div>
      <Toasts />
      <PaletteHost />
    </div>
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

import '../ui/base.css';
import './page.css';
import './request.css';
import './answer.css';
import { createRoot } from 'react-dom/client';
import type { ExecutionLayerApprovalApi } from '../../src-preload/contract/api.ts';
import { App } from './App.tsx';
import { CrashGuard } from './CrashGuard.tsx';
import { Desk } from './desk.ts';
import { followHeight } from './follow-height.ts';
import { speaking } from './speaking.ts';

declare global {
  interface Window {
    /** Not there when the page is opened anywhere but in the approval window. */
    executionLayerApproval?: ExecutionLayerApprovalApi;
  }
}

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no element #root.');

/** The attribute by which the shared colours (ui/base.css) choose. */
function followColorScheme(): void {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const apply = (): void => {
    document.documentElement.dataset['mantineColorScheme'] = dark.matches ? 'dark' : 'light';
  };
  dark.addEventListener('change', apply);
  apply();
}

followColorScheme();
const bridge = window.executionLayerApproval;
const desk = bridge === undefined ? null : new Desk(speaking(bridge));
// Asked for before the first drawing: the answer is under way while React starts.
desk?.start();
if (bridge) followHeight(root, bridge);
createRoot(root).render(
  <CrashGuard>
    <App desk={desk} />
  </CrashGuard>,
);

import '../ui/mantine-styles.ts';
import '../ui/base.css';
import { createRoot } from 'react-dom/client';
import { hasBridge } from './api.ts';
import { App } from './App.tsx';
import { followLanguage } from './state/language.ts';
import { startLiveUpdates } from './state/live.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no element #root.');
const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
const connected = hasBridge();
// Asked for before the first drawing: the answers are under way while React starts.
if (connected) {
  startLiveUpdates();
  followLanguage();
}
createRoot(root).render(<App nonce={nonce} connected={connected} />);

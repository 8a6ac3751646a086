import { MantineProvider, type MantineColorSchemeManager } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { texts } from '../texts/panel.ts';
import { Shell } from './features/shell/Shell.tsx';
import { useLanguage } from './state/language.ts';
import { valueOr } from './state/loadable.ts';
import { useSettings } from './state/settings.ts';
import { cssVariables, theme } from './theme.ts';

function useScheme(): 'light' | 'dark' {
  const setting = useSettings((state) => valueOr(state.settings, null)?.theme ?? 'system');
  const systemDark = useMediaQuery('(prefers-color-scheme: dark)', undefined, {
    getInitialValueInEffect: false,
  });
  if (setting !== 'system') return setting;
  return systemDark ? 'dark' : 'light';
}

/**
 * The scheme is a setting of the app. The library's own manager would ask the page's storage for it, which is a wait for
 * another process before the first frame.
 */
const schemeFromSettings: MantineColorSchemeManager = {
  get: (scheme) => scheme,
  set: () => undefined,
  subscribe: () => undefined,
  unsubscribe: () => undefined,
  clear: () => undefined,
};

/** `nonce` lets the component library's style element through the page's CSP. */
export function App({ nonce, connected }: { nonce: string; connected: boolean }) {
  const language = useLanguage((state) => state.language);
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      colorSchemeManager={schemeFromSettings}
      forceColorScheme={useScheme()}
      getStyleNonce={() => nonce}
      withStaticClasses={false}
      withGlobalClasses={false}
    >
      {connected ? <Shell key={language} /> : <p className="el-page">{texts.app.noBridge}</p>}
    </MantineProvider>
  );
}

/*
 * How a browser is started. The switches that automation needs are those of Playwright 1.65
 * (packages/playwright-core/src/server/chromium/chromiumSwitches.ts): its driver expects a browser that was started so.
 */

const AUTOMATION = [
  '--disable-field-trial-config',
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-back-forward-cache',
  '--disable-breakpad',
  '--disable-component-extensions-with-background-pages',
  '--disable-default-apps',
  '--disable-dev-shm-usage',
  '--disable-extensions',
  '--disable-hang-monitor',
  '--disable-ipc-flooding-protection',
  '--disable-popup-blocking',
  '--disable-prompt-on-repost',
  '--disable-renderer-backgrounding',
  '--disable-search-engine-choice-screen',
  '--disable-stack-profiler',
  '--allow-pre-commit-input',
  '--do-not-de-elevate',
  '--edge-skip-compat-layer-relaunch',
  '--enable-unsafe-swiftshader',
  '--force-color-profile=srgb',
  '--no-default-browser-check',
  '--no-first-run',
  '--no-service-autorun',
  '--password-store=basic',
  '--use-mock-keychain',
];

/** What the browser would tell its maker by itself. What is left of it meets the proxy, which lets none through. */
const QUIET = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-client-side-phishing-detection',
  '--disable-domain-reliability',
  '--disable-edgeupdater',
  '--disable-sync',
  '--disable-updater-scheduler',
  '--metrics-recording-only',
  '--no-pings',
];

const FEATURES_OFF = [
  // Playwright's
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsUpgrades',
  'HttpsFirstBalancedModeAutoEnable',
  'LensOverlay',
  'MediaRouter',
  'PaintHolding',
  'ThirdPartyStoragePartitioning',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'TcpPortRandomizationWin',
  'OptimizationHints',
  'NetworkTimeServiceQuerying',
  'AimEnabled',
  'PreconnectToSearch',
  'msForceBrowserSignIn',
  // Forms are described to a server to be filled in; a page's neighbours are fetched before anybody goes there.
  'AutofillServerCommunication',
  'Prerender2',
  'Translate',
];

export interface BrowserArgs {
  headless: boolean;
  /** Where the browser keeps its own files. */
  profileDir: string;
  proxyPort: number;
  /** Only where the system's own sandbox cannot work: as root on Linux. */
  noSandbox: boolean;
  /** Open a first page: a browser whose own (default) context is used has one. */
  startPage: boolean;
}

/** The arguments of a browser that has one way out, the proxy, and one way in, a pipe of ours. */
export function browserArgs({
  headless,
  profileDir,
  proxyPort,
  noSandbox,
  startPage,
}: BrowserArgs): string[] {
  return [
    ...AUTOMATION,
    ...QUIET,
    `--disable-features=${FEATURES_OFF.join(',')}`,
    '--enable-features=CDPScreenshotNewSurface,SkipListAccountsWithoutGaiaCookies',
    `--proxy-server=http://127.0.0.1:${proxyPort}`,
    // Without this, loopback would go past the proxy.
    '--proxy-bypass-list=<-loopback>',
    // Names are looked up by the proxy alone; should anything go past it, it finds no host.
    '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1',
    '--dns-prefetch-disable',
    // UDP has no proxy here: no QUIC, and WebRTC may use none of it.
    '--disable-quic',
    '--webrtc-ip-handling-policy=disable_non_proxied_udp',
    '--force-webrtc-ip-handling-policy=disable_non_proxied_udp',
    ...(headless
      ? [
          '--headless',
          '--hide-scrollbars',
          '--mute-audio',
          '--blink-settings=primaryHoverType=2,availableHoverTypes=2,primaryPointerType=4,availablePointerTypes=4',
        ]
      : []),
    ...(noSandbox ? ['--no-sandbox'] : []),
    `--user-data-dir=${profileDir}`,
    '--remote-debugging-pipe',
    startPage ? 'about:blank' : '--no-startup-window',
  ];
}

/** Variables of ours that would change what the browser does, or send it round the proxy. */
const NOT_PASSED =
  /^(?:electron_|node_|chrome_|chromium_|google_|https?_proxy$|all_proxy$|no_proxy$|ftp_proxy$)/i;

/** The environment of the browser. */
export function browserEnv(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !NOT_PASSED.test(name)));
}

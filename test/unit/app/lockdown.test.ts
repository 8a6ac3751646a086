import type { Session } from 'electron';
import { expect, it, vi } from 'vitest';
import { lockDownSession, permitted } from '../../../src-main/app/lockdown.ts';

const PANEL = 'execution-layer-app://panel/index.html';

type Handler = (...given: unknown[]) => unknown;

/** A session that keeps what it is given; each is driven by itself here, since in the app others would refuse as well. */
function lockedDown() {
  const given: Record<string, Handler> = {};
  const keep =
    (name: string) =>
    (...args: unknown[]): void =>
      void (given[name] = args.at(-1) as Handler);
  const session = {
    setPermissionRequestHandler: keep('request'),
    setPermissionCheckHandler: keep('check'),
    setDevicePermissionHandler: keep('device'),
    setDisplayMediaRequestHandler: keep('display'),
    on: (event: string, handler: Handler) => void (given[event] = handler),
    webRequest: { onBeforeRequest: keep('before') },
    setSpellCheckerEnabled: vi.fn(),
  };
  lockDownSession(session as unknown as Session);
  /** What a handler that answers through a callback says. */
  const answer = (name: string, ...args: unknown[]): unknown => {
    const said: unknown[] = [];
    given[name]?.(...args, (...values: unknown[]) => void said.push(...values));
    return said[0];
  };
  return { given, answer, session };
}

const contents = (url: string) => ({ mainFrame: { url } });

it('no device is given, whatever kind it is and whoever asks', () => {
  const { given } = lockedDown();
  for (const deviceType of ['hid', 'serial', 'usb'])
    expect(given['device']?.({ deviceType, origin: 'execution-layer-app://panel', device: {} })).toBe(false);
});

it('no picture of the screen is given', () => {
  const { answer } = lockedDown();
  expect(answer('display', { videoRequested: true, audioRequested: true })).toEqual({});
});

it.each([
  ['clipboard-sanitized-write', PANEL, true, true],
  ['clipboard-sanitized-write', PANEL, false, false],
  ['clipboard-sanitized-write', 'execution-layer-app://approval/index.html', true, false],
  ...[
    'media',
    'display-capture',
    'hid',
    'serial',
    'usb',
    'clipboard-read',
    'notifications',
    'fullscreen',
  ].map((permission) => [permission, PANEL, true, false] as const),
] as const)(
  'of permissions, %s for %s in the top frame (%s) is %s',
  async (permission, url, isMainFrame, is) => {
    const { given } = lockedDown();
    const details = { isMainFrame };
    const asked = await new Promise((done) => given['request']?.(contents(url), permission, done, details));
    expect(asked).toBe(is);
    expect(given['check']?.(contents(url), permission, '', details)).toBe(is);
  },
);

it('nothing but our own pages is requested', () => {
  const { answer } = lockedDown();
  expect(answer('before', { url: PANEL })).toEqual({ cancel: false });
  for (const url of ['https://example.com/', 'http://127.0.0.1/', 'file:///etc/passwd', 'ws://x/'])
    expect(answer('before', { url }), url).toEqual({ cancel: true });
});

it('a check without a page behind it is refused', () => {
  expect(permitted('clipboard-sanitized-write', '', true)).toBe(false);
  expect(lockedDown().given['check']?.(null, 'clipboard-sanitized-write', '', { isMainFrame: true })).toBe(
    false,
  );
});

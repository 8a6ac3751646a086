import type { App, Session, WebContents } from 'electron';
import { PAGE_SCHEME, pageUrl } from './pages.ts';

/*
 * Rules for every web-contents there is or will be, set once. A window that somebody adds later cannot forget them.
 */

/** No page navigates, opens a window or embeds a webview, whatever window it is in. */
export function lockDownContents(app: App): void {
  app.on('web-contents-created', (_event, contents) => {
    const refuse = (event: { preventDefault(): void }): void => event.preventDefault();
    contents.on('will-navigate', refuse);
    contents.on('will-frame-navigate', refuse);
    contents.on('will-redirect', refuse);
    contents.on('will-attach-webview', refuse);
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  });
}

/** The only permission there is: the panel may put text on the clipboard when its user presses Copy. */
export function permitted(permission: string, url: string, isMainFrame: boolean): boolean {
  return permission === 'clipboard-sanitized-write' && isMainFrame && url === pageUrl('panel');
}

/** No permission, no device, no download, and no request to anything but our own pages. */
export function lockDownSession(session: Session): void {
  session.setPermissionRequestHandler((contents, permission, answer, details) => {
    answer(permitted(permission, topUrl(contents), details.isMainFrame));
  });
  session.setPermissionCheckHandler((contents, permission, _origin, details) =>
    permitted(permission, contents ? topUrl(contents) : '', details.isMainFrame),
  );
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, answer) => answer({}));
  session.on('will-download', (event) => event.preventDefault());
  // The page's policy already forbids them; this holds for what no page policy governs.
  session.webRequest.onBeforeRequest((details, answer) => {
    answer({ cancel: !isOwn(details.url) });
  });
  // Chromium would fetch dictionaries from the internet by itself.
  session.setSpellCheckerEnabled(false);
}

function isOwn(url: string): boolean {
  return url.startsWith(`${PAGE_SCHEME}://`) || url.startsWith('devtools://') || url.startsWith('data:');
}

function topUrl(contents: WebContents): string {
  return contents.mainFrame.url;
}

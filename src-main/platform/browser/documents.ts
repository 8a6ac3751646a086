import type { Browser, CDPSession } from 'playwright-core';
import { CREDENTIAL_HOST, type EgressPass } from './egress-proxy.ts';

/** Says of a page's next address whether it may go there. An answer other than null stops the navigation. */
export type DocumentJudge = (url: string) => string | null;

/**
 * Looks at every document a browser is about to ask for, in any page, popups and redirects included, before anything is
 * sent. Set at the browser, not at its pages: a new window's first request would come before a page could be watched.
 */
export interface DocumentWatch {
  /** Judges the top-level documents of all pages from now on; null lets all of them load. */
  judge(judge: DocumentJudge | null): void;
  /** Tells of each new tab how many there are, from now on and nobody else; null tells nobody. */
  countPages(listener: ((open: number) => void) | null): void;
  /** Tabs that exist at this moment, whether or not they can be driven yet. */
  readonly openPages: number;
  /** Runs `work`, in which a page asks for the credential host at the pass's own path. */
  withCredential(pass: EgressPass, work: () => Promise<unknown>): Promise<void>;
}

export async function watchDocuments(browser: Browser): Promise<DocumentWatch> {
  const session = await browser.newBrowserCDPSession();
  const passes = new Map<string, EgressPass>();
  let judge: DocumentJudge | null = null;

  session.on('Fetch.requestPaused', ({ requestId, request, frameId, resourceType }) => {
    // Of what is no document, only requests to the credential host are looked at, for the answer to the proxy's question.
    const judging = resourceType === 'Document' ? judge : null;
    void decide(session, { requestId, url: request.url, frameId }, judging);
  });
  session.on('Fetch.authRequired', ({ requestId, request, authChallenge }) => {
    const pass = authChallenge.source === 'Proxy' ? passes.get(pathOf(request.url)) : undefined;
    const answer = pass
      ? { response: 'ProvideCredentials' as const, username: pass.user, password: pass.password }
      : // A page's own question is the browser's to answer: with its dialog where there is a window, else with a failure.
        { response: authChallenge.source === 'Proxy' ? ('CancelAuth' as const) : ('Default' as const) };
    session.send('Fetch.continueWithAuth', { requestId, authChallengeResponse: answer }).catch(gone);
  });
  const pages = new Set<string>();
  let counted: ((open: number) => void) | null = null;
  session.on('Target.targetCreated', ({ targetInfo }) => {
    if (targetInfo.type !== 'page') return;
    pages.add(targetInfo.targetId);
    counted?.(pages.size);
  });
  session.on('Target.targetDestroyed', ({ targetId }) => void pages.delete(targetId));
  await session.send('Target.setDiscoverTargets', { discover: true });
  await session.send('Fetch.enable', {
    handleAuthRequests: true,
    patterns: [{ resourceType: 'Document' }, { urlPattern: `http://${CREDENTIAL_HOST}/*` }],
  });

  return {
    judge: (next) => void (judge = next),
    countPages: (listener) => void (counted = listener),
    get openPages() {
      return pages.size;
    },
    async withCredential(pass, work) {
      passes.set(pass.user, pass);
      try {
        await work();
      } finally {
        passes.delete(pass.user);
      }
    },
  };
}

async function decide(
  session: CDPSession,
  { requestId, url, frameId }: { requestId: string; url: string; frameId: string },
  judge: DocumentJudge | null,
): Promise<void> {
  try {
    const refused = judge !== null && (await isPage(session, frameId)) && judge(url) !== null;
    if (refused) await session.send('Fetch.failRequest', { requestId, errorReason: 'BlockedByClient' });
    else await session.send('Fetch.continueRequest', { requestId });
  } catch {
    gone();
  }
}

/** A page's own frame has the page's id; the id of a frame inside it is no page's. When in doubt it is judged. */
async function isPage(session: CDPSession, frameId: string): Promise<boolean> {
  try {
    const { targetInfo } = await session.send('Target.getTargetInfo', { targetId: frameId });
    return targetInfo.type !== 'iframe';
  } catch (error) {
    return !(error instanceof Error && error.message.includes('No target with given id'));
  }
}

/** The request, or the whole browser, ended before the answer: nothing was sent then, and nobody waits. */
function gone(): void {}

function pathOf(url: string): string {
  const { hostname, pathname } = new URL(url);
  return hostname === CREDENTIAL_HOST ? pathname.slice(1) : '';
}

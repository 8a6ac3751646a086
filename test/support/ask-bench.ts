import { chromium, type Browser, type Page } from 'playwright-core';
import { findBrowser } from '../../src-main/platform/browser/find-browser.ts';
import type { AssistantPage } from '../../src-main/platform/assistants/assistants.ts';
import { askPage, type Asked } from '../../src-main/tools/consult-ui/ask-page.ts';
import { providerOf, startAssistant, type AssistantSite, type Behaviour } from './assistant.ts';

/** Asking in fixture pages, in a plain browser. */
export interface AskBench {
  assistant: AssistantSite;
  /** An empty page; closed with its browser. */
  newPage(): Promise<Page>;
  /** Asks in this page; `left`: what its window was left for. */
  ask(page: Page, behaviour: Behaviour, more?: Partial<AssistantPage>): Promise<Asked & { left: string[] }>;
  close(): Promise<void>;
}

export async function openAskBench(): Promise<AskBench> {
  const found = findBrowser(null);
  if (!found.ok) throw new Error(found.reason);
  const executablePath = found.browser.path;
  const browser: Browser = await chromium.launch({
    executablePath,
    chromiumSandbox: process.getuid?.() !== 0,
  });
  const assistant = await startAssistant();
  return {
    assistant,
    newPage: () => browser.newPage(),
    async ask(page, behaviour, more = {}) {
      const left: string[] = [];
      const asked = await askPage({
        provider: { ...providerOf(behaviour, assistant.origin), hosts: [] },
        question: 'Why?',
        at: {
          page,
          waiting: null,
          visible: true,
          refusals: () => [],
          leave: (why) => void left.push(why),
          ...more,
        },
        limit: AbortSignal.timeout(30_000),
        onAsk: () => undefined,
      });
      return { ...asked, left };
    },
    async close() {
      await browser.close();
      await assistant.close();
    },
  };
}

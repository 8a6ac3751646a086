import type { Plan } from '../../../src-preload/contract/types.ts';
import { hostAndPort, judgeHost, bareHost, isPrivateHostAllowed } from '../../platform/address-guard.ts';
import { providerHosts, type Provider } from '../../platform/assistants/providers.ts';
import { bothAllow, isDomainAllowed } from '../../platform/domain-rules.ts';
import { addressMessage, domainMessage } from '../../platform/guarded-http-errors.ts';
import { ToolError } from '../../platform/tool-error.ts';
import type { PlanContext, RunContext } from '../tool.ts';
import { askPage, type Asked } from './ask-page.ts';
import { OLLAMA, type ConsultArgs, type ConsultResult } from './schema.ts';
import { timeLimit } from './time-limit.ts';

const PARSE_MEMORY_MB = 512;

/** What asking in a provider's page would do. @throws ToolError for an unknown provider, or where there is no browser */
export function planPage(args: ConsultArgs, { platform, settings }: PlanContext): Plan {
  const provider = providerOf(args, platform.consult.providers());
  const url = new URL(provider.url);
  const refusal = refusalOf(url, provider, settings);
  const found = platform.consult.findBrowser(settings.browser_path);
  if (!found.ok) {
    throw new ToolError('unavailable', 'no_browser', [found.reason, found.fix].filter(Boolean).join('. '));
  }
  const place = `${url.protocol}//${hostAndPort(url)}`;
  return {
    summary: `Send the question to ${provider.title} at ${url.href}, in its own browser window, as whoever is logged in there.`,
    risk: 'high',
    askAlways: true,
    steps: 1,
    effects: [
      { kind: 'spawn', target: found.browser.path, detail: `with the profile for ${provider.title}` },
      { kind: 'navigate', target: place, detail: url.href },
      { kind: 'input', target: place, detail: args.question },
    ],
    facts: {
      provider: provider.id,
      url: url.href,
      hosts: providerHosts(provider),
      selectors: provider.selectors as Record<string, string>,
      browser: found.browser.path,
    },
    ...(refusal === null ? {} : { refusal }),
  };
}

function providerOf({ provider }: Pick<ConsultArgs, 'provider'>, list: readonly Provider[]): Provider {
  const found = list.find(({ id }) => id === provider);
  if (found) return found;
  const known = [...list.map(({ id }) => id), OLLAMA].join(', ');
  throw new ToolError(
    'invalid_args',
    'unknown_provider',
    `There is no provider "${provider}". There are: ${known}. Your own go into consult_providers.json in the data folder.`,
  );
}

function refusalOf(
  url: URL,
  provider: Provider,
  settings: PlanContext['settings'],
): NonNullable<Plan['refusal']> | null {
  const { private_hosts_allowed: opened, allowed_domains: domains } = settings;
  const verdict = judgeHost(url, opened);
  if (verdict !== null) return { guard: 'address', message: addressMessage(url, bareHost(url), verdict) };
  if (url.protocol !== 'https:' && !isPrivateHostAllowed(url, opened)) {
    const message = `${provider.title} is at ${url.origin}, without https: the question could be read and the answer changed on its way.`;
    return { guard: 'address', message };
  }
  return isDomainAllowed(url.hostname, domains) ? null : { guard: 'domain', message: domainMessage(url) };
}

/** Asks in the provider's page. @throws ToolError when no browser starts */
export async function consultPage(
  plan: Plan,
  args: ConsultArgs,
  context: RunContext,
): Promise<ConsultResult> {
  const { platform, settings, signal } = context;
  const provider = providerOf(args, platform.consult.providers());
  const { browser } = plan.facts;
  if (typeof browser !== 'string' || plan.refusal !== undefined) throw new Error('not a plan that may run');
  const began = performance.now();
  const limit = timeLimit(args.timeoutSec, context);
  try {
    const step = context.step(1, 1, `Ask ${provider.title}`);
    const asked = await platform.consult
      .withPage(
        {
          provider,
          browser,
          reach: {
            domains: bothAllow(providerHosts(provider), settings.allowed_domains),
            privateHostsAllowed: settings.private_hosts_allowed,
            secure: new URL(provider.url).protocol === 'https:',
          },
          limit: limit.signal,
        },
        async (at) => {
          platform.consult.report({
            kind: 'navigate',
            target: new URL(provider.url).origin,
            detail: provider.url,
          });
          const { question } = args;
          const onAsk = (): void => {
            const target = new URL(provider.url).origin;
            platform.consult.report({ kind: 'input', target, detail: `${question.length} characters` });
          };
          const both = AbortSignal.any([signal, limit.signal]);
          const answer = await askPage({ provider, question, at, limit: both, onAsk });
          return { ...answer, url: at.page.url() };
        },
      )
      .catch((error: unknown) => {
        signal.throwIfAborted();
        // Another question has kept the page for all of this one's time.
        if (!limit.signal.aborted || error !== limit.signal.reason) throw error;
        const note = `${provider.title} was answering another question all the time. Nothing was asked.`;
        return { state: 'timeout' as const, html: '', note, url: provider.url };
      });
    signal.throwIfAborted();
    step.done({ ok: true });
    const { html, url } = asked;
    const answer = await markdownOf(html, url, context);
    const { state, note } = worded(asked, answer);
    return {
      provider: provider.id,
      state,
      answer,
      url,
      elapsedMs: Math.round(performance.now() - began),
      ...(note === undefined ? {} : { note }),
      untrusted: true,
    };
  } finally {
    limit.end();
  }
}

/** How it ended, once it is known what of the answer could be put into words: an answer of which none could is not whole. */
export function worded(
  { state, note }: Pick<Asked, 'state' | 'note'>,
  answer: string,
): Pick<Asked, 'state' | 'note'> {
  if (state !== 'complete' || answer.trim() !== '') return note === undefined ? { state } : { state, note };
  return {
    state: 'partial',
    note: 'The answer has no text: it may be a picture, or the page may have changed.',
  };
}

/** An answer's HTML as Markdown, in the thread in which pages are parsed. */
async function markdownOf(html: string, url: string, { platform }: RunContext): Promise<string> {
  if (html === '') return '';
  const page = {
    bytes: new TextEncoder().encode(html),
    kind: 'html',
    charset: 'utf-8',
    url,
    mode: 'markdown',
  };
  const parsed = await platform.workers.run('parse-html', page, { memoryMb: PARSE_MEMORY_MB });
  const text = typeof parsed === 'object' && parsed !== null && 'result' in parsed ? parsed['result'] : null;
  return typeof text === 'string' ? text : '';
}

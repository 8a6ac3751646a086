import type { Plan } from '../../../src-preload/contract/types.ts';
import {
  bareHost,
  hasOddNotation,
  hostAndPort,
  isPrivateHostAllowed,
  judgeHost,
} from '../../platform/address-guard.ts';
import { isDomainAllowed } from '../../platform/domain-rules.ts';
import { addressMessage, domainMessage } from '../../platform/guarded-http-errors.ts';
import { httpUrl } from '../../platform/http-url.ts';
import { ToolError } from '../../platform/tool-error.ts';
import { defineTool, type PlanContext, type RunContext, type Tool } from '../tool.ts';
import { readableType } from './content-type.ts';
import type { ParseAnswer, ParseRequest } from './parse-request.ts';
import { scrapeArgs, scrapeResult, type ScrapeArgs, type ScrapeResult } from './schema.ts';

/** Bytes of a page, after decompression. */
const MAX_BYTES = 10_000_000;
const MAX_REDIRECTS = 10;
/** The heap of the thread that parses: the most pieces that a page may have need about two thirds of it. */
const PARSE_MEMORY_MB = 1024;

/** Reads one page of the web, without running any of it. */
export const webScrape: Tool = defineTool<ScrapeArgs, ScrapeResult>({
  name: 'web_scrape',
  aliases: ['web_scrape_bs4'],
  title: 'Read a web page',
  description:
    'Fetches one public web page and returns its text, links, tables, Markdown or metadata. Runs no script of the page, keeps no cookies, and reaches no private address unless the settings allow it.',
  version: '1.0.0',
  risk: 'medium',
  untrusted: true,
  repeatable: true,
  maxRunSeconds: 30,
  args: scrapeArgs,
  result: scrapeResult,
  examples: [
    { title: 'The text of a page', args: { url: 'https://example.com/' } },
    { title: 'Its links', args: { url: 'https://example.com/', mode: 'links' } },
    {
      title: 'One part of it, as Markdown',
      args: { url: 'https://example.com/', selector: 'body > div', mode: 'markdown' },
    },
  ],
  availability: () => Promise.resolve({ ok: true }),
  plan: planFor,
  narrows: { actions: [], hosts: true, folders: false },
  reach: ({ args }) => ({ actions: [], hosts: [hostAndPort(httpUrl(args.url))], folders: [] }),
  run: ({ plan, args }, context) => scrape(plan, args, context),
});

/** Judges what the address itself tells; names are judged by their addresses when the socket is opened. */
async function planFor(args: ScrapeArgs, { settings }: PlanContext): Promise<Plan> {
  const url = httpUrl(args.url);
  if (args.selector !== undefined) {
    // The engine brings cheerio along, which the app does not need on its way to its window.
    const { selectorProblem } = await import('./selector-engine.ts');
    const problem = selectorProblem(args.selector);
    if (problem !== null) {
      throw new ToolError('invalid_args', 'invalid_selector', `The selector cannot be used: ${problem}`, {
        details: { selector: args.selector },
      });
    }
  }
  const refusal = refusalOf(url, args.url, settings);
  const part = args.selector === undefined ? '' : ` of the first "${args.selector}"`;
  return {
    summary: `Read the page ${url.href} and return its ${args.mode}${part}.`,
    risk: 'medium',
    steps: 1,
    effects: [
      {
        kind: 'network',
        target: `${url.protocol}//${hostAndPort(url)}`,
        detail: `GET ${url.pathname}${url.search}`,
      },
    ],
    facts: { url: url.href, host: hostAndPort(url) },
    ...(refusal === null ? {} : { refusal }),
  };
}

function refusalOf(
  url: URL,
  written: string,
  settings: PlanContext['settings'],
): NonNullable<Plan['refusal']> | null {
  const verdict =
    judgeHost(url, settings.private_hosts_allowed) ??
    (hasOddNotation(written, url) && !isPrivateHostAllowed(url, settings.private_hosts_allowed)
      ? 'an address in disguise (not written as four decimal numbers)'
      : null);
  if (verdict !== null) return { guard: 'address', message: addressMessage(url, bareHost(url), verdict) };
  if (!isDomainAllowed(url.hostname, settings.allowed_domains)) {
    return { guard: 'domain', message: domainMessage(url) };
  }
  return null;
}

async function scrape(plan: Plan, args: ScrapeArgs, context: RunContext): Promise<ScrapeResult> {
  // The address as it was planned and shown, not read from the arguments a second time.
  const url = plan.facts['url'];
  if (typeof url !== 'string' || plan.refusal !== undefined) throw new Error('not a plan that may run');
  const page = await context.platform.http.get(
    url,
    {
      'user-agent': 'ExecutionLayer/1.0',
      accept: 'text/html,application/xhtml+xml,text/plain;q=0.8,*/*;q=0.1',
      'accept-language': 'en;q=0.8,*;q=0.5',
    },
    {
      maxBytes: MAX_BYTES,
      maxRedirects: MAX_REDIRECTS,
      allowedDomains: context.settings.allowed_domains,
      privateHostsAllowed: context.settings.private_hosts_allowed,
      onlyHosts: context.onlyHosts,
    },
  );
  const header = page.headers['content-type'];
  const type = readableType(header, page.body, args.mode);
  const bytes = page.body.length;
  const request: ParseRequest = {
    bytes: page.body,
    kind: type.kind,
    charset: type.charset,
    url: page.finalUrl,
    selector: args.selector,
    mode: args.mode,
  };
  // From here on `page.body` belongs to the worker.
  const parsed = (await context.platform.workers.run('parse-html', request, {
    memoryMb: PARSE_MEMORY_MB,
  })) as ParseAnswer;
  return {
    url,
    finalUrl: page.finalUrl,
    redirects: page.redirects,
    status: page.status,
    contentType: header ?? null,
    charset: parsed.charset,
    title: parsed.title,
    mode: args.mode,
    selector: args.selector ?? null,
    result: parsed.result,
    bytes,
    truncated: page.truncated,
    untrusted: true,
  };
}

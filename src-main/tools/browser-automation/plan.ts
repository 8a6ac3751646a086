import { resolve } from 'node:path';
import type { Availability, Effect, Plan } from '../../../src-preload/contract/types.ts';
import { bareHost, hasOddNotation, isPrivateHostAllowed, judgeHost } from '../../platform/address-guard.ts';
import { findBrowser, hasScreen, thisHost } from '../../platform/browser/find-browser.ts';
import { isDomainAllowed } from '../../platform/domain-rules.ts';
import { addressMessage, domainMessage } from '../../platform/guarded-http-errors.ts';
import { httpUrl } from '../../platform/http-url.ts';
import { markedSecrets, secretHider } from '../../platform/marked-secrets.ts';
import { ToolError } from '../../platform/tool-error.ts';
import type { PlanContext } from '../tool.ts';
import type { BrowserArgs } from './args.ts';
import type { PlanFacts, PlannedFile } from './facts.ts';
import { plannedHosts } from './planned-hosts.ts';
import { changedAt } from './upload-files.ts';
import { stepEffects } from './words.ts';

export function availability({ settings }: PlanContext): Promise<Availability> {
  const found = findBrowser(settings.browser_path);
  return Promise.resolve(found.ok ? { ok: true } : found);
}

type Refusal = NonNullable<Plan['refusal']>;

/** Works out what a run would do. Starts no browser, opens no socket, asks no name server. */
export async function planFor(args: BrowserArgs, { settings, platform }: PlanContext): Promise<Plan> {
  const found = findBrowser(settings.browser_path);
  if (!found.ok) throw new ToolError('unavailable', 'no_browser', `${found.reason}. ${found.fix}`);
  const { path: browser } = found.browser;
  const { headless } = args;
  if (!headless && !hasScreen(thisHost())) {
    throw new ToolError(
      'unavailable',
      'no_display',
      'There is no screen to show a browser on. Leave headless out, or start the app on a desktop.',
    );
  }
  const hosts = plannedHosts(args);
  let refusal = refusalOf(args, settings);
  const files: PlanFacts['files'] = [];
  const effects: Effect[] = [
    {
      kind: 'spawn',
      target: browser,
      detail: `${headless ? 'without a window' : 'in a window of its own'}, with an empty profile`,
    },
    { kind: 'navigate', target: httpUrl(args.url).href, detail: `open ${httpUrl(args.url).href}` },
    {
      kind: 'network',
      target: hosts.join(', '),
      detail: 'pages of these hosts, and what they embed from others',
    },
  ];
  for (const [index, step] of args.steps.entries()) {
    const paths: string[] = [];
    if (step.action === 'upload') {
      for (const file of step.files) {
        const checked = await checkFile(file, settings.workspace_roots, platform);
        if ('guard' in checked) refusal ??= checked;
        else {
          files.push({ ...checked, step: index });
          paths.push(checked.realPath);
        }
      }
    }
    effects.push(...stepEffects(step, paths));
  }
  if (args.screenshot === true) {
    effects.push({ kind: 'capture', target: 'the page', detail: 'take a picture of the page at the end' });
  }
  const hide = secretHider(markedSecrets(args));
  return {
    summary: hide.text(summaryOf(args)),
    risk: 'high',
    steps: 1 + args.steps.length + (args.screenshot === true ? 1 : 0),
    // A secret may also stand in another step's words.
    effects: effects.map(({ kind, target, detail }) => ({
      kind,
      target: hide.text(target),
      detail: hide.text(detail),
    })),
    facts: {
      browser,
      url: httpUrl(args.url).href,
      hosts,
      headless,
      files,
    } satisfies PlanFacts,
    ...(refusal === null ? {} : { refusal }),
  };
}

function summaryOf({ url, steps, headless }: BrowserArgs): string {
  const count = steps.length === 1 ? '1 step' : `${steps.length} steps`;
  const what = steps.length === 0 ? 'and take no step there' : `and take ${count} there`;
  return `Open ${httpUrl(url).href} in a browser${!headless ? ' window' : ''} ${what}.`;
}

/** What the addresses themselves tell; names are judged by their addresses when a socket is opened. */
function refusalOf(args: BrowserArgs, settings: PlanContext['settings']): Refusal | null {
  const written = [args.url, ...args.steps.flatMap((step) => (step.action === 'goto' ? [step.url] : []))];
  for (const address of written) {
    const url = httpUrl(address);
    const verdict =
      judgeHost(url, settings.private_hosts_allowed) ??
      (hasOddNotation(address, url) && !isPrivateHostAllowed(url, settings.private_hosts_allowed)
        ? 'an address in disguise (not written as four decimal numbers)'
        : null);
    if (verdict !== null) return { guard: 'address', message: addressMessage(url, bareHost(url), verdict) };
    if (!isDomainAllowed(url.hostname, settings.allowed_domains)) {
      return { guard: 'domain', message: domainMessage(url) };
    }
  }
  return null;
}

/** @throws ToolError when there is no such file, or no workspace to take it from */
async function checkFile(
  file: string,
  roots: readonly string[],
  platform: PlanContext['platform'],
): Promise<Omit<PlannedFile, 'step'> | Refusal> {
  const [only, ...others] = roots;
  if (only === undefined) {
    throw new ToolError(
      'unavailable',
      'no_workspace',
      'Files to upload are taken from a workspace folder, and none is chosen. Choose one in Settings.',
    );
  }
  const path = others.length === 0 ? resolve(only, file) : file;
  const checked = await platform.checkPath(path, roots);
  if (checked.ok) {
    // Its number stays the one that was checked: a file from elsewhere, put in its place before this second look, has another.
    return { ...checked.path, ctimeNs: await changedAt(checked.path.realPath) };
  }
  if (checked.why === 'outside') return { guard: 'workspace', message: checked.message };
  throw new ToolError('invalid_args', `file_${checked.why}`, checked.message);
}

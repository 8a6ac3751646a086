import { hostAndPort } from '../../platform/address-guard.ts';
import { isDomainAllowed } from '../../platform/domain-rules.ts';
import { ToolError } from '../../platform/tool-error.ts';
import type { BrowserArgs } from './args.ts';

const USUAL_PORTS = ['443', '80'];

/**
 * The hosts that a run's arguments name, as `host:port` (`*.host:port` for the subdomains): those of every address in them, and
 * those that `hosts` adds.
 */
export function namedHosts(args: BrowserArgs): string[] {
  const named = new Set(addressesOf(args).map(hostAndPort));
  for (const host of args.hosts ?? []) {
    if (/:\d+$/.test(host) && !host.endsWith(']')) named.add(host);
    else for (const port of USUAL_PORTS) named.add(`${host}:${port}`);
  }
  return [...named];
}

/**
 * The hosts that the pages of a run may be on. An http address on the usual port also stands for the https one that it commonly
 * leads to: the same host, more safely.
 */
export function plannedHosts(args: BrowserArgs): string[] {
  const plain = addressesOf(args).filter(({ protocol, port }) => protocol === 'http:' && port === '');
  return [...new Set([...namedHosts(args), ...plain.map(({ hostname }) => `${hostname}:443`)])];
}

function addressesOf({ url, steps }: BrowserArgs): URL[] {
  return [url, ...steps.flatMap((step) => (step.action === 'goto' ? [step.url] : []))].map(
    (address) => new URL(address),
  );
}

/** Why a page may not go to an address, or null. Fails closed: only http and https, only planned hosts. */
export function leavesPlan(url: URL, planned: readonly string[]): ToolError | null {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    const scheme = url.protocol.slice(0, -1).slice(0, 50);
    return new ToolError(
      'policy_blocked',
      'scheme_refused',
      `The page led to an address of the kind "${scheme}:". Only http and https pages are opened.`,
    );
  }
  if (url.username !== '' || url.password !== '') {
    return new ToolError(
      'policy_blocked',
      'credentials_in_url',
      `The page led to an address of ${url.host} that carries a user name or password.`,
    );
  }
  const at = hostAndPort(url);
  const port = at.slice(at.lastIndexOf(':'));
  const allowed = planned.some(
    (entry) => entry.endsWith(port) && isDomainAllowed(url.hostname, [entry.slice(0, -port.length)]),
  );
  if (allowed) return null;
  return new ToolError(
    'policy_blocked',
    'host_not_planned',
    `The page led to ${at}, which is not among the hosts of the plan (${planned.join(', ')}). Name it in hosts to allow it.`,
    { details: { host: at, planned: [...planned] } },
  );
}

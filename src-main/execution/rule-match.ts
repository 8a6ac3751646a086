import { stat } from 'node:fs/promises';
import { isAbsolute, resolve } from 'node:path';
import { canonicalHostPort } from '../../src-preload/contract/schemas/hosts.ts';
import type { RuleMatch } from '../../src-preload/contract/types.ts';
import { checkPath, isInside } from '../platform/guarded-path.ts';
import type { Narrows, Tool } from '../tools/tool.ts';
import { Refusal } from './refusal.ts';

/** Whoever can call a tool: the panel's page, and the tray with the menu. */
export const CALLERS = ['panel', 'tray'] as const;

const NOTHING: Narrows = { actions: [], hosts: false, folders: false };

/**
 * A proposed match as it is kept and compared: the host as the URL parser writes it, the folder by its real path. One that
 * could never cover a call of `tool` would only look like a rule.
 * @param roots the workspace folders: of what lies elsewhere nobody is told whether it exists
 * @throws Refusal `bad_request` with what is wrong
 */
export async function canonicalMatch(
  tool: Tool,
  match: RuleMatch,
  roots: readonly string[],
): Promise<RuleMatch> {
  const { actions, hosts, folders } = tool.narrows ?? NOTHING;
  const { action, host, folder, caller } = match;
  if (action !== undefined && !actions.includes(action)) {
    const known = actions.length === 0 ? 'It has none to name' : `It can be one of ${actions.join(', ')}`;
    throw invalid('action', `${tool.name} has no action ${action} that a rule can be for. ${known}.`);
  }
  if (caller !== undefined && !(CALLERS as readonly string[]).includes(caller)) {
    throw invalid('caller', `Nobody calls as ${caller}. There are: ${CALLERS.join(', ')}.`);
  }
  if (host !== undefined && !hosts) throw invalid('host', `${tool.name} reaches no host. Leave it out.`);
  if (folder !== undefined && !folders)
    throw invalid('folder', `${tool.name} is not about folders. Leave it out.`);
  return {
    ...(action === undefined ? {} : { action }),
    ...(host === undefined ? {} : { host: canonicalHost(host) }),
    ...(folder === undefined ? {} : { folder: await realFolder(folder, roots) }),
    ...(caller === undefined ? {} : { caller }),
  };
}

function canonicalHost(host: string): string {
  const written = canonicalHostPort(host);
  if (written !== null) return written;
  throw invalid('host', 'It is host:port as in an address, the port written, like example.com:443.');
}

/** No call reaches a folder outside of the workspace folders; one that is around them can stand for all that it holds. */
async function realFolder(folder: string, roots: readonly string[]): Promise<string> {
  if (!isAbsolute(folder)) throw invalid('folder', 'It is a whole path, like /home/anna/project.');
  const around = resolve(folder);
  for (const root of roots) {
    const checked = await checkPath(root, [root]);
    if (checked.ok && isInside(checked.path.realPath, around)) return around;
  }
  const checked = await checkPath(folder, roots);
  if (!checked.ok) throw invalid('folder', checked.message);
  const { realPath } = checked.path;
  if (!(await stat(realPath)).isDirectory()) throw invalid('folder', `${folder} is not a folder.`);
  return realPath;
}

function invalid(member: keyof RuleMatch, message: string): Refusal {
  return new Refusal('bad_request', `match.${member}: ${message}`, {
    issues: [{ path: `match.${member}`, message }],
  });
}

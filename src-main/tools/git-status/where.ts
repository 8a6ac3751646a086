import { stat } from 'node:fs/promises';
import { isAbsolute, resolve } from 'node:path';
import type { CheckedPath, PlanPlatform } from '../../platform/platform.ts';
import { ToolError } from '../../platform/tool-error.ts';

export type Where = { ok: true; path: CheckedPath } | { ok: false; asked: string; message: string };

/**
 * The folder that a call means, checked against the workspace. `ok: false` when it lies outside of it.
 * @throws ToolError `unavailable` (`no_workspace`, `workspace_missing`), `invalid_args` (`cwd_ambiguous`, `cwd_missing`,
 * `cwd_not_a_folder`),
 * `error` (`cwd_unreadable`).
 */
export async function findWhere(
  cwd: string | undefined,
  roots: readonly string[],
  platform: PlanPlatform,
): Promise<Where> {
  const [only] = roots;
  if (only === undefined) {
    throw new ToolError('unavailable', 'no_workspace', 'Choose a workspace folder in Settings.');
  }
  if (roots.length > 1 && (cwd === undefined || !isAbsolute(cwd))) {
    const list = roots.join(', ');
    const message =
      cwd === undefined
        ? `cwd is missing: there are several workspace folders. Give one of them, or a folder inside: ${list}.`
        : `cwd is relative (${cwd}), and there are several workspace folders. Give an absolute path inside one: ${list}.`;
    throw new ToolError('invalid_args', 'cwd_ambiguous', message, { details: { roots: [...roots] } });
  }
  const asked = cwd === undefined ? only : resolve(only, cwd);
  const checked = await platform.checkPath(asked, roots);
  if (checked.ok) {
    if ((await stat(checked.path.realPath)).isDirectory()) return checked;
    throw new ToolError('invalid_args', 'cwd_not_a_folder', `cwd: ${asked} is not a folder.`);
  }
  if (cwd === undefined) {
    const message = `The workspace folder ${only} cannot be used. ${checked.message} Choose another one in Settings.`;
    throw new ToolError('unavailable', 'workspace_missing', message);
  }
  if (checked.why === 'outside') return { ok: false, asked, message: checked.message };
  if (checked.why === 'missing')
    throw new ToolError('invalid_args', 'cwd_missing', `cwd: ${checked.message}`);
  throw new ToolError('error', 'cwd_unreadable', `cwd: ${checked.message}`);
}

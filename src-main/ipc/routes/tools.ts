import type { Settings, ToolInfo, ToolName } from '../../../src-preload/contract/types.ts';
import { TOOL_NAMES } from '../../../src-preload/contract/types.ts';
import type { Changes } from '../../execution/changes.ts';
import { higherRisk } from '../../execution/policy.ts';
import { Refusal } from '../../execution/refusal.ts';
import { toolSchema } from '../../execution/tool-schema.ts';
import type { Platform } from '../../platform/platform.ts';
import type { ToolCatalogue } from '../../tools/catalogue.ts';
import type { Tool } from '../../tools/tool.ts';

/** A tool whose availability cannot be told within this time is shown as unavailable. */
const AVAILABILITY_LIMIT_MS = 5_000;

export interface ToolRouteParts {
  catalogue: ToolCatalogue;
  settings: () => Readonly<Settings>;
  isEnabled: (tool: Tool, settings: Readonly<Settings>) => boolean;
  platform: Platform;
  changes: Changes;
}

/** `tools.*` for one caller. */
export function toolRoutes(parts: ToolRouteParts, caller: string) {
  return {
    'tools.list': () => Promise.all(parts.catalogue.tools.map((tool) => toolInfo(parts, tool))),
    'tools.setEnabled': async (request: { tool: string; enabled: boolean }) => {
      const tool = parts.catalogue.find(request.tool);
      if (!tool || !isToolName(tool.name)) {
        throw new Refusal('unknown_tool', `There is no tool named ${request.tool}.`);
      }
      await parts.changes.updateSettings({ tool_enabled: { [tool.name]: request.enabled } }, caller);
      return toolInfo(parts, tool);
    },
  };
}

function isToolName(name: string): name is ToolName {
  return (TOOL_NAMES as readonly string[]).includes(name);
}

async function toolInfo(parts: ToolRouteParts, tool: Tool): Promise<ToolInfo> {
  const settings = parts.settings();
  const { name, aliases, title, description, version } = tool;
  return {
    name,
    aliases: [...aliases],
    title,
    description,
    risk: higherRisk(tool.risk, tool.upTo?.risk ?? tool.risk),
    version,
    enabled: parts.isEnabled(tool, settings),
    availability: await availability(parts, tool, settings),
    ...(tool.askAlways === true || tool.upTo?.askAlways === true ? { askAlways: true } : {}),
    argsSchema: toolSchema(tool),
    ...(tool.examples === undefined
      ? {}
      : { examples: tool.examples.map(({ title: what, args }) => ({ title: what, args })) }),
  };
}

async function availability(
  parts: ToolRouteParts,
  tool: Tool,
  settings: Readonly<Settings>,
): Promise<ToolInfo['availability']> {
  const signal = AbortSignal.timeout(AVAILABILITY_LIMIT_MS);
  try {
    const context = { settings, signal, platform: parts.platform.forPlan(signal) };
    return await Promise.race([tool.availability(context), overdue(signal)]);
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) };
  }
}

/** One slow tool must not keep the whole list waiting. */
function overdue(signal: AbortSignal): Promise<ToolInfo['availability']> {
  return new Promise((resolve) => {
    const reason = `could not be told within ${AVAILABILITY_LIMIT_MS / 1000} s`;
    signal.addEventListener('abort', () => resolve({ ok: false, reason }), { once: true });
  });
}

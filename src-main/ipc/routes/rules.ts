import type { RuleMatch, Settings } from '../../../src-preload/contract/types.ts';
import type { AuditReader } from '../../audit/audit-log.ts';
import type { Changes } from '../../execution/changes.ts';
import { canonicalMatch } from '../../execution/rule-match.ts';
import { Refusal } from '../../execution/refusal.ts';
import type { Rules } from '../../execution/rules.ts';
import { simulateRule } from '../../execution/simulate.ts';
import type { ToolCatalogue } from '../../tools/catalogue.ts';
import type { Tool } from '../../tools/tool.ts';
import type { LongWorks } from '../long-work.ts';

export interface RuleRouteParts {
  rules: Rules;
  changes: Changes;
  catalogue: ToolCatalogue;
  reader: AuditReader;
  settings: () => Readonly<Settings>;
}

/** `rules.*` for one caller. */
export function ruleRoutes(parts: RuleRouteParts, work: LongWorks, caller: string) {
  const { rules, changes, catalogue, reader, settings } = parts;
  const toolNamed = (name: string): Tool => {
    const tool = catalogue.find(name);
    if (!tool) throw new Refusal('unknown_tool', `There is no tool named ${name}.`);
    return tool;
  };
  return {
    'rules.list': () => rules.list(),
    'rules.remove': async ({ ruleId }: { ruleId: string }) => ({
      removed: await rules.remove(ruleId, caller),
    }),
    'rules.sessions': () => rules.sessions(),
    'rules.removeSession': async ({ answerId }: { answerId: string }) => ({
      removed: await rules.removeSession(answerId, caller),
    }),
    'rules.propose': async (draft: { tool: string; match: RuleMatch; expiresInS?: number | undefined }) => {
      return changes.addRule(rules, toolNamed(draft.tool), draft.match, draft.expiresInS, caller);
    },
    'rules.simulate': async (draft: {
      tool: string;
      match: RuleMatch;
      from?: number | undefined;
      to?: number | undefined;
    }) => {
      const tool = toolNamed(draft.tool);
      return work.run('simulate', async (signal) => {
        const match = await canonicalMatch(tool, draft.match, settings().workspace_roots);
        return simulateRule({ reader, settings: settings(), tool, signal }, { ...draft, match });
      });
    },
  };
}

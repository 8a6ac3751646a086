import type { RuleMatch } from '../../../src-preload/contract/types.ts';
import type { Changes } from '../../execution/changes.ts';
import { Refusal } from '../../execution/refusal.ts';
import type { Rules } from '../../execution/rules.ts';
import type { ToolCatalogue } from '../../tools/catalogue.ts';
import { later } from './later.ts';

export interface RuleRouteParts {
  rules: Rules;
  changes: Changes;
  catalogue: ToolCatalogue;
}

/** `rules.*` for one caller. */
export function ruleRoutes({ rules, changes, catalogue }: RuleRouteParts, caller: string) {
  return {
    'rules.list': () => rules.list(),
    'rules.remove': async ({ ruleId }: { ruleId: string }) => ({
      removed: await rules.remove(ruleId, caller),
    }),
    'rules.propose': async (draft: { tool: string; match: RuleMatch; expiresInS?: number | undefined }) => {
      const tool = catalogue.find(draft.tool);
      if (!tool) throw new Refusal('unknown_tool', `There is no tool named ${draft.tool}.`);
      return changes.addRule(rules, tool, draft.match, draft.expiresInS, caller);
    },
    'rules.simulate': later,
  };
}

import { paletteTexts as words } from '../../../texts/palette.ts';
import { head } from '../../../ui/inert.ts';
import { valueOr } from '../../state/loadable.ts';
import { useRuleDraft } from '../../state/rule-draft.ts';
import { useRules } from '../../state/rules.ts';
import { useSessionAnswers } from '../../state/session-answers.ts';
import { useTools } from '../../state/tools.ts';
import { EMPTY_DRAFT, readyDraft } from '../rules/draft.ts';
import { lead, type Command } from './command.ts';

const SHORT = 80;

/** Standing answers: a new one, and the way out of each. */
export function ruleCommands(): Command[] {
  const { draft, trial, proposal, tryOut, propose } = useRuleDraft.getState();
  const ready = readyDraft(draft, valueOr(useTools.getState().tools, []));
  const of = (id: string, title: string, run: () => void): Command => ({ id, group: 'rule', title, run });
  return [
    of('draft-rule', words.draftRule, () => lead('rules', 'rule-draft')),
    ...(ready !== null && trial.state !== 'trying'
      ? [
          of('try-rule', words.tryRule(draft.tool), () => {
            void tryOut(ready.match);
            lead('rules', 'rule-draft');
          }),
        ]
      : []),
    ...(ready !== null && proposal.state !== 'asking'
      ? [
          {
            ...of('propose-rule', words.proposeRule(draft.tool), () => {
              void propose(ready.match, ready.expiresInS);
              lead('rules', 'rule-draft');
            }),
            note: words.asks,
          },
        ]
      : []),
    ...(JSON.stringify(draft) === JSON.stringify(EMPTY_DRAFT)
      ? []
      : [of('reset-rule', words.resetRule, useRuleDraft.getState().reset)]),
    ...valueOr(useRules.getState().rules, []).map((rule) =>
      of(
        `remove-rule:${rule.ruleId}`,
        words.removeRule(head(rule.words, SHORT)),
        () => void useRules.getState().remove(rule),
      ),
    ),
    ...valueOr(useSessionAnswers.getState().answers, []).map(({ answerId, words: covers }) =>
      of(
        `take-back:${answerId}`,
        words.takeBack(head(covers, SHORT)),
        () => void useSessionAnswers.getState().remove(answerId),
      ),
    ),
  ];
}

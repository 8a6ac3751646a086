import { create } from 'zustand';
import type { Answer, BridgeError } from '../../../src-preload/contract/errors.ts';
import type { PanelChannels } from '../../../src-preload/contract/channels.ts';
import type { Rule, RuleMatch } from '../../../src-preload/contract/types.ts';
import { toastTexts } from '../../texts/toasts.ts';
import { ask } from '../api.ts';
import { EMPTY_DRAFT, type RuleDraft } from '../features/rules/draft.ts';
import { tell } from './toasts.ts';
import { isOnShow, useView } from './view.ts';
import { callAsking } from './asking.ts';
import { cancelWork, tellEnd } from './long-work.ts';
import { useRules } from './rules.ts';

type Simulation = PanelChannels['rules.simulate']['response'];
export type Trial =
  | { state: 'none' }
  /** Epoch seconds. */
  | { state: 'trying'; since: number }
  | { state: 'tried'; tool: string; found: Simulation }
  | { state: 'failed'; error: BridgeError };
export type Proposal =
  | { state: 'none' }
  | { state: 'asking'; tool: string }
  | { state: 'made'; rule: Rule }
  | { state: 'failed'; error: BridgeError };

interface RuleDraftStore {
  draft: RuleDraft;
  trial: Trial;
  proposal: Proposal;
  edit: (change: Partial<RuleDraft>) => void;
  tryOut: (match: RuleMatch) => Promise<void>;
  propose: (match: RuleMatch, expiresInS: number) => Promise<void>;
  /** Begins anew; what was drafted is there again at a press. */
  reset: () => void;
  dismiss: () => void;
}

function trialOf(tool: string, answer: Answer<Simulation>): Trial {
  if (answer.ok) return { state: 'tried', tool, found: answer.value };
  // Cancelled by the person: they know.
  return answer.error.code === 'cancelled' ? { state: 'none' } : { state: 'failed', error: answer.error };
}

/** The one rule that is being drafted; it stays while another view is looked at. */
export const useRuleDraft = create<RuleDraftStore>()((set, get) => ({
  draft: EMPTY_DRAFT,
  trial: { state: 'none' },
  proposal: { state: 'none' },
  edit: (change) => {
    // What was tried was another rule; how long one lasts changes nothing about the past.
    const same = Object.keys(change).every((key) => key === 'expiresInS');
    if (!same && get().trial.state === 'trying') void cancelWork('simulate');
    set((state) => ({
      draft: { ...state.draft, ...change },
      trial: same ? state.trial : { state: 'none' },
      proposal: state.proposal.state === 'asking' ? state.proposal : { state: 'none' },
    }));
  },
  tryOut: async (match) => {
    const { draft } = get();
    const trying: Trial = { state: 'trying', since: Date.now() / 1000 };
    set({ trial: trying });
    const answer = await ask((api) => api.rules.simulate({ tool: draft.tool, match }));
    // Edited meanwhile: the answer is about something else.
    if (get().trial !== trying) return;
    set({ trial: trialOf(draft.tool, answer) });
    if (isOnShow('rules')) return;
    tellEnd(
      answer,
      () => ({ tone: 'info', title: toastTexts.tried }),
      { tone: 'warn', title: toastTexts.notTried },
      () => useView.getState().go({ type: 'open', name: 'rules' }),
    );
  },
  propose: async (match, expiresInS) => {
    const { tool } = get().draft;
    set({ proposal: { state: 'asking', tool } });
    const answer = await callAsking({ tool: 'rules.propose', key: `rule for ${tool}` }, () =>
      ask((api) => api.rules.propose({ tool, match, expiresInS })),
    );
    if (!answer.ok) {
      set({ proposal: { state: 'failed', error: answer.error } });
      return;
    }
    set({ proposal: { state: 'made', rule: answer.value }, draft: EMPTY_DRAFT, trial: { state: 'none' } });
    await useRules.getState().refetch();
  },
  reset: () => {
    const { draft, edit } = get();
    edit(EMPTY_DRAFT);
    tell({
      tone: 'info',
      title: toastTexts.draftReset,
      undo: {
        label: toastTexts.undo,
        name: toastTexts.undoTo(toastTexts.draftResetUndo),
        run: () => get().edit(draft),
      },
    });
  },
  dismiss: () => set({ proposal: { state: 'none' } }),
}));

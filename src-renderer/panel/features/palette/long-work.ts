import { paletteTexts as words } from '../../../texts/palette.ts';
import { useChain } from '../../state/chain.ts';
import { useDiagnostics } from '../../state/diagnostics.ts';
import { useExport } from '../../state/export.ts';
import { useImport } from '../../state/import.ts';
import { cancelWork } from '../../state/long-work.ts';
import { useModels } from '../../state/models.ts';
import { useRuleDraft } from '../../state/rule-draft.ts';

interface LongWork {
  what: string;
  title: string;
  cancel: () => void;
}

/** The long work that goes on now, whatever view it was begun in, with the way to end each. */
export function longWork(): LongWork[] {
  const all = [
    { what: 'verify', goes: useChain.getState().since !== null },
    { what: 'export', goes: useExport.getState().work.state === 'going' },
    { what: 'import', goes: useImport.getState().work.state === 'going' },
    { what: 'diagnostics', goes: useDiagnostics.getState().since !== null },
    { what: 'simulate', goes: useRuleDraft.getState().trial.state === 'trying' },
  ] as const;
  const models = { what: 'models', title: words.cancelWork.models, cancel: useModels.getState().stop };
  return [
    ...all.flatMap(({ what, goes }) =>
      goes ? [{ what, title: words.cancelWork[what], cancel: () => void cancelWork(what) }] : [],
    ),
    ...(useModels.getState().since === null ? [] : [models]),
  ];
}

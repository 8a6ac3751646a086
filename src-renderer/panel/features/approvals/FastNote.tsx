import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { Plan } from '../../../../src-preload/contract/types.ts';
import { texts } from '../../../texts/panel.ts';
import { Note } from '../../../ui/Note.tsx';
import { ask } from '../../api.ts';
import { valueOr } from '../../state/loadable.ts';
import { useRuleDraft } from '../../state/rule-draft.ts';
import { useTools } from '../../state/tools.ts';
import { useView } from '../../state/view.ts';
import { planFromRecord } from '../run/fold-records.ts';
import { commonPlace, type FastAllows, type Place } from './answers.ts';

const NOWHERE: Place = { host: null, folder: null };
const MOST_RUNS = 20;

/** Where all of these runs went, from their recorded plans; nowhere while that is unknown. */
function usePlace(runIds: readonly string[]): Place {
  const [place, setPlace] = useState(NOWHERE);
  const ids = runIds.slice(0, MOST_RUNS).join(' ');
  useEffect(() => {
    let current = true;
    const load = async (): Promise<void> => {
      const plans: Plan[] = [];
      for (const runId of ids.split(' ')) {
        const answer = await ask((api) => api.audit.query({ runId, events: ['decided'], limit: 1 }));
        const plan = answer.ok ? planFromRecord(answer.value.entries[0]?.plan) : null;
        // One that cannot be told leaves nothing in common.
        if (plan === null || !current) return;
        plans.push(plan);
      }
      setPlace(commonPlace(plans));
    };
    if (ids !== '') void load();
    return () => {
      current = false;
    };
  }, [ids]);
  return place;
}

/** Many quick yeses to high risk: said kindly, with the narrower rule that would spare them where there can be one. */
export function FastNote({ fast }: { fast: FastAllows }) {
  const words = texts.approvals.fast;
  const place = usePlace(fast.runIds);
  const go = useView((state) => state.go);
  const tool = useTools((state) => valueOr(state.tools, []).find(({ name }) => name === fast.tool));
  const rule = tool !== undefined && tool.askAlways !== true;
  const where = place.host ?? place.folder;
  const draft = (): void => {
    if (tool === undefined) return;
    useRuleDraft.getState().edit({
      tool: tool.name,
      host: place.host ?? '',
      folder: place.folder ?? '',
      caller: '',
      expiresInS: null,
    });
    go({ type: 'open', name: 'rules' });
  };
  return (
    <Note
      tone="info"
      title={words.title(fast.count)}
      actions={
        rule && (
          <Button size="xs" variant="default" onClick={draft}>
            {words.draft}
          </Button>
        )
      }
    >
      {words.slow} {rule && words.rule(tool.name, where)}
    </Note>
  );
}

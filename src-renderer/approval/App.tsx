import { useSyncExternalStore } from 'react';
import type { Desk } from './desk.ts';
import { Plain } from './Plain.tsx';
import { Request } from './Request.tsx';
import { SafeText } from './SafeText.tsx';
import { texts } from '../texts/approval-window.ts';

/** `desk`: null where the page was opened without the bridge. */
export function App({ desk }: { desk: Desk | null }) {
  return desk === null ? <Plain title={texts.noBridge} /> : <Connected desk={desk} />;
}

function Connected({ desk }: { desk: Desk }) {
  const state = useSyncExternalStore(desk.subscribe, desk.state);
  switch (state.kind) {
    case 'loading':
      return <Plain title={texts.loading} />;
    case 'idle':
      return (
        <Plain
          title={texts.idle.title}
          what={state.note === null ? texts.idle.what : `${state.note} ${texts.idle.what}`}
        />
      );
    case 'failed':
      return (
        <Plain
          title={texts.failed.title}
          what={
            <>
              {texts.failed.what}{' '}
              {state.problem.detail !== null && (
                <>
                  {texts.appSays} <SafeText text={state.problem.detail} />
                </>
              )}
            </>
          }
          retry={{ words: texts.failed.retry, run: () => void desk.refresh() }}
        />
      );
    case 'asking':
      // A request of its own: nothing that was pressed, opened or focused for the last one stays.
      return <Request key={state.approval.approvalId + state.approval.hash} desk={desk} asking={state} />;
  }
}

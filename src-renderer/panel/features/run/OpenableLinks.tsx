import { useState } from 'react';
import type { BridgeError } from '../../../../src-preload/contract/errors.ts';
import { texts } from '../../../texts/panel.ts';
import { ErrorNote } from '../../../ui/ErrorNote.tsx';
import { LinkList, type FoundLink } from '../../../ui/LinkList.tsx';
import { ask } from '../../api.ts';

/** Links of a result; main asks before one is opened. */
export function OpenableLinks({ links }: { links: FoundLink[] }) {
  const [error, setError] = useState<BridgeError | null>(null);
  const open = async (url: string): Promise<void> => {
    const answer = await ask((api) => api.system.openLink({ url }));
    setError(answer.ok ? null : answer.error);
  };
  return (
    <>
      {error && <ErrorNote title={texts.links.failed} error={error} onDismiss={() => setError(null)} />}
      <LinkList links={links} onOpen={(href) => void open(href)} />
    </>
  );
}

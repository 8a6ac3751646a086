import { useEffect, useState } from 'react';
import type { ApprovalScope } from '../../src-preload/contract/types.ts';
import type { Desk } from './desk.ts';

/** `loading`: main is working them out. `failed`: it refused this scope, and says why. */
export type Words =
  | { state: 'none' }
  | { state: 'loading' }
  | { state: 'ready'; text: string }
  | { state: 'failed'; text: string };

/** In main's words, all that `scope` would cover; never those of a scope chosen before. Once needs none. */
export function useWords(desk: Desk, approvalId: string, scope: ApprovalScope): Words {
  const wanted = JSON.stringify(scope);
  const [got, setGot] = useState<{ scope: string; words: Words } | null>(null);
  useEffect(() => {
    const asked = JSON.parse(wanted) as ApprovalScope;
    if (asked.kind === 'once') return undefined;
    let stale = false;
    void desk.describe(approvalId, asked).then((answer) => {
      if (stale) return;
      const words: Words = answer.ok
        ? { state: 'ready', text: answer.value.words }
        : { state: 'failed', text: answer.error.message };
      setGot({ scope: wanted, words });
    });
    return () => {
      stale = true;
    };
  }, [desk, approvalId, wanted]);
  if (scope.kind === 'once') return { state: 'none' };
  return got?.scope === wanted ? got.words : { state: 'loading' };
}

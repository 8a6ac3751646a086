import { useState } from 'react';
import type { ApprovalView } from '../../src-preload/contract/types.ts';
import { SafeText } from './SafeText.tsx';
import type { Masks } from './secrets.ts';
import { texts } from '../texts/approval-window.ts';

/** Longer words of the caller are folded: they decide nothing, and must not push what does out of sight. */
const LONG = 240;

/** What the caller says of itself and of its purpose: apart from the rest, and not checked by anybody. */
export function Says({ view, masks }: { view: ApprovalView; masks: Masks }) {
  const said = (['reason', 'agentId', 'department'] as const).flatMap((label) => {
    const text = view[label];
    return text === undefined || text === '' ? [] : [{ label, text }];
  });
  if (said.length === 0) return null;
  return (
    <section className="ap-says" aria-labelledby="ap-says">
      <h2 id="ap-says">{texts.says.title}</h2>
      <dl>
        {said.map(({ label, text }) => (
          <Said key={label} name={texts.says[label]} text={text} masks={masks.at(`labels.${label}`, text)} />
        ))}
      </dl>
    </section>
  );
}

function Said({ name, text, masks }: { name: string; text: string; masks: readonly string[] }) {
  const [folded, setFolded] = useState(text.length > LONG);
  return (
    <>
      <dt>{name}</dt>
      <dd>
        “<SafeText text={text} masks={masks} cut={folded ? LONG : undefined} />
        {folded ? '… ' : '”'}
        {folded && (
          <button type="button" className="ap-small" onClick={() => setFolded(false)}>
            {texts.says.showAll}
          </button>
        )}
      </dd>
    </>
  );
}

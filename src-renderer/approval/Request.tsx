import { useMemo, useRef, useState } from 'react';
import { Answer } from './Answer.tsx';
import { ArgumentList } from './ArgumentList.tsx';
import { canonicalLines, isLong, sameJson } from './canonical.ts';
import { unsaidEffects } from './change.ts';
import { ChangeList } from './ChangeList.tsx';
import type { Asking, Desk } from './desk.ts';
import { EffectList, StepList } from './EffectList.tsx';
import { FlagList } from './FlagList.tsx';
import { Header } from './Header.tsx';
import { NoPicture, Picture } from './Picture.tsx';
import { RiskLine } from './RiskLine.tsx';
import { SafeText } from './SafeText.tsx';
import { Says } from './Says.tsx';
import { masksFor } from './secrets.ts';
import { useCountdown } from './use-countdown.ts';
import { useEndSeen } from './use-end-seen.ts';
import { useReadable } from './use-readable.ts';

/** One request, whole, from its frozen plan; and below it, always in view, what can be answered. */
export function Request({ desk, asking }: { desk: Desk; asking: Asking }) {
  const { approval, note, problem, busy, shown } = asking;
  const { plan, args, change, kind, flags } = approval;
  const lines = useMemo(() => canonicalLines(args, 'args'), [args]);
  const masks = useMemo(() => masksFor(approval), [approval]);
  const outside = useMemo(() => {
    const parts = flags.flatMap(({ kind, where, start, end }) =>
      kind === 'untrusted' && start !== undefined && end !== undefined ? [{ where, start, end }] : [],
    );
    return (path: string) => parts.filter(({ where }) => where === path);
  }, [flags]);
  const [folded, setFolded] = useState(() => isLong(lines));
  const end = useRef<HTMLDivElement>(null);
  const footer = useRef<HTMLElement>(null);
  // The arguments of a change are its list of changes: where that is all they are, it has been shown above.
  const repeated = useMemo(() => change !== undefined && sameJson(args, { changes: change }), [args, change]);
  const unseen = folded && !repeated;
  const endSeen = useEndSeen(end, footer, !unseen);
  const readable = useReadable(shown);
  const secondsLeft = useCountdown(approval.expiresAt, () => void desk.refresh());
  const effects = useMemo(
    () =>
      change ? unsaidEffects(plan.effects, change) : plan.effects.map((effect, index) => ({ effect, index })),
    [plan, change],
  );
  return (
    <>
      <Header desk={desk} asking={asking} secondsLeft={secondsLeft} />
      <main className="ap-body">
        <p role="status" className="ap-note" hidden={note === null}>
          {note}
        </p>
        <div className="ap-lead">
          {kind === 'run' && (
            <p className="ap-summary">
              <SafeText text={plan.summary} masks={masks.anywhere} />
            </p>
          )}
          <RiskLine risk={approval.risk} why={approval.why} masks={masks.anywhere} />
        </div>
        {plan.refusal && (
          <div className="ap-box" data-tone="bad">
            <SafeText text={plan.refusal.message} />
          </div>
        )}
        <FlagList view={approval} flags={flags} />
        {change && <ChangeList change={change} />}
        {approval.picture && <Picture picture={approval.picture} />}
        {approval.pictureProblem !== undefined && <NoPicture why={approval.pictureProblem} />}
        {kind === 'batch' && <StepList view={approval} masks={masks.anywhere} />}
        {(kind !== 'change' || effects.length > 0) && <EffectList effects={effects} masks={masks} />}
        <ArgumentList
          lines={lines}
          masks={masks}
          outside={outside}
          folded={folded}
          onShowAll={() => setFolded(false)}
        />
        <Says view={approval} masks={masks} />
        <div ref={end} className="ap-end" />
      </main>
      <footer ref={footer} className="ap-footer">
        <Answer
          desk={desk}
          approval={approval}
          problem={problem}
          gate={{
            busy,
            over: secondsLeft === 0,
            refused: plan.refusal !== undefined,
            readable,
            folded: unseen,
            endSeen,
          }}
        />
      </footer>
    </>
  );
}

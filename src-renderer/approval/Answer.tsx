import { useId, useMemo, useState, type MouseEvent } from 'react';
import type { ApprovalView } from '../../src-preload/contract/types.ts';
import type { Desk, Problem } from './desk.ts';
import { allowBlock, denyBlock, type GateFacts } from './gate.ts';
import { SafeText } from './SafeText.tsx';
import {
  durations,
  durationWords,
  matchFor,
  narrowings,
  NARROWEST,
  nearestDuration,
  scopeFor,
} from './scope.ts';
import { ScopeChoice, type Choice } from './ScopeChoice.tsx';
import { texts } from '../texts/approval-window.ts';
import { useKeys } from './use-keys.ts';
import { useWords, type Words } from './use-words.ts';

interface Props {
  desk: Desk;
  approval: ApprovalView;
  problem: Problem | null;
  gate: Omit<GateFacts, 'worded'>;
}

const NO_LIMITS = { narrow: 3600, wide: 3600 };
const IS_MAC = navigator.userAgent.includes('Mac');

/** What can be answered, and what it would cover. Deny is the way out; Allow works only when everything has been seen. */
export function Answer({ desk, approval, problem, gate }: Props) {
  const { approvalId, kind: what, scopes, ruleLimits = NO_LIMITS } = approval;
  const [choice, setChoice] = useState<Choice>({
    kind: 'once',
    narrowed: NARROWEST,
    lasts: null,
    sessionLasts: null,
  });
  const [note, setNote] = useState<string | null>(null);
  const hintId = useId();
  const options = useMemo(() => narrowings(approval), [approval]);
  const match = matchFor(options, choice.narrowed);
  const offered = durations(match, ruleLimits);
  const lasts = nearestDuration(offered, choice.lasts);
  const ends = choice.kind === 'session' ? choice.sessionLasts : lasts;
  const scope = scopeFor(choice.kind, match, ends);
  const words = useWords(desk, approvalId, scope);
  const worded = words.state === 'none' || words.state === 'ready';
  const noAllow = allowBlock({ ...gate, worded });
  const noDeny = denyBlock(gate);

  const allow = (): void => {
    if (noAllow === null) void desk.allow(scope);
  };
  const deny = (): void => {
    if (noDeny === null) void desk.deny(note ?? '');
  };
  useKeys(allow, deny);
  /** Only a press by the person counts; nothing that a script makes up. */
  const byPerson = (act: () => void) => (event: MouseEvent) => {
    if (event.nativeEvent.isTrusted) act();
  };
  const how =
    what === 'change'
      ? texts.allowChange
      : texts.allowHow(choice.kind, ends === null ? null : durationWords(ends));
  return (
    <>
      {problem && (
        <div role="alert" className="ap-box" data-tone="bad">
          {problem.words}{' '}
          {problem.detail !== null && (
            <span className="el-dim">
              {texts.appSays} <SafeText text={problem.detail} />
            </span>
          )}
        </div>
      )}
      {scopes.length > 1 && (
        <ScopeChoice
          kinds={scopes}
          options={options}
          offered={offered}
          lasts={lasts}
          choice={choice}
          onChoose={setChoice}
        />
      )}
      <Covers words={words} />
      {note !== null && (
        <label className="ap-notefield">
          <span>{texts.note.label}</span>
          <textarea
            rows={2}
            maxLength={texts.note.max}
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
        </label>
      )}
      <div className="ap-hint">
        <span id={hintId} role="status">
          {noAllow !== null && texts.block[noAllow]}
        </span>
        {note === null && (
          <button type="button" className="ap-link" onClick={() => setNote('')}>
            {texts.note.add}
          </button>
        )}
      </div>
      <div className="ap-buttons">
        <button type="button" className="ap-button" disabled={noDeny !== null} onClick={byPerson(deny)}>
          {texts.deny}
          <kbd aria-hidden>Esc</kbd>
        </button>
        <button
          type="button"
          className="ap-button"
          data-allow
          disabled={noAllow !== null}
          aria-describedby={hintId}
          onClick={byPerson(allow)}
        >
          <span>
            {texts.allow}
            {/* Said by the words above; the name stays one word. */}
            <span aria-hidden>{how}</span>
          </span>
          <kbd aria-hidden>{IS_MAC ? '⌘↵' : 'Ctrl ↵'}</kbd>
        </button>
      </div>
    </>
  );
}

function Covers({ words }: { words: Words }) {
  if (words.state === 'none') return null;
  return (
    <p className="ap-covers" role="status" data-state={words.state}>
      {words.state === 'loading' && texts.scope.working}
      {words.state === 'failed' && (
        <>
          {texts.scope.failed} <SafeText text={words.text} />
        </>
      )}
      {words.state === 'ready' && <SafeText text={words.text} />}
    </p>
  );
}

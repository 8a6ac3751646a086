import { useId } from 'react';
import type { ApprovalScope } from '../../src-preload/contract/types.ts';
import { durationWords, SESSION_LENGTHS, type Narrowed, type Narrowings } from './scope.ts';
import { plainText } from './spans.ts';
import { texts } from '../texts/approval-window.ts';

export interface Choice {
  kind: ApprovalScope['kind'];
  narrowed: Narrowed;
  /** Of a rule, seconds; null: the longest offered. */
  lasts: number | null;
  /** Of a session answer, seconds; null: until the app is closed. */
  sessionLasts: number | null;
}

interface Props {
  kinds: readonly ApprovalScope['kind'][];
  options: Narrowings;
  offered: readonly number[];
  lasts: number;
  choice: Choice;
  onChoose: (choice: Choice) => void;
}

const { scope: words } = texts;

/** How long, and how wide. Nothing but what main offers for this request. */
export function ScopeChoice({ kinds, options, offered, lasts, choice, onChoose }: Props) {
  const { kind, narrowed } = choice;
  const name = useId();
  const caller = texts.callers[options.caller] ?? options.caller;
  const narrow = (key: keyof Narrowings, only: string, any: string) =>
    options[key] !== null && (
      <Pick
        label={words[key]}
        value={narrowed[key] ? 'only' : 'any'}
        options={[
          ['only', plainText(only)],
          ['any', any],
        ]}
        onPick={(value) => onChoose({ ...choice, narrowed: { ...narrowed, [key]: value === 'only' } })}
      />
    );
  return (
    <div className="ap-scope">
      <fieldset className="ap-kinds">
        <legend className="el-visually-hidden">{words.label}</legend>
        {kinds.map((each) => (
          <label key={each} data-on={each === kind || undefined}>
            <input
              type="radio"
              name={name}
              value={each}
              checked={each === kind}
              onChange={() => onChoose({ ...choice, kind: each })}
            />
            {words[each]}
          </label>
        ))}
      </fieldset>
      {kind !== 'once' && (
        <div className="ap-picks">
          {narrow('host', words.onlyHost(options.host ?? ''), words.anyHost)}
          {narrow('folder', words.onlyFolder(options.folder ?? ''), words.anyFolder)}
          {narrow('action', words.onlyAction(options.action ?? ''), words.anyAction)}
          {narrow('caller', words.onlyCaller(caller), words.anyCaller)}
          {kind === 'session' && (
            <Pick
              label={words.lasts}
              value={String(choice.sessionLasts ?? '')}
              options={[
                ['', words.wholeSession],
                ...SESSION_LENGTHS.map((seconds): [string, string] => [
                  String(seconds),
                  words.atMost(durationWords(seconds)),
                ]),
              ]}
              onPick={(value) => onChoose({ ...choice, sessionLasts: value === '' ? null : Number(value) })}
            />
          )}
          {kind === 'rule' && (
            <Pick
              label={words.lasts}
              value={String(lasts)}
              options={offered.map((seconds) => [String(seconds), durationWords(seconds)])}
              onPick={(value) => onChoose({ ...choice, lasts: Number(value) })}
            />
          )}
        </div>
      )}
    </div>
  );
}

interface PickProps {
  label: string;
  value: string;
  options: [string, string][];
  onPick: (value: string) => void;
}

function Pick({ label, value, options, onPick }: PickProps) {
  return (
    <label className="ap-pick">
      <span>{label}</span>
      <select value={value} onChange={(event) => onPick(event.target.value)}>
        {options.map(([each, shown]) => (
          <option key={each} value={each}>
            {shown}
          </option>
        ))}
      </select>
    </label>
  );
}

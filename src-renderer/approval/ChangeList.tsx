import { changeRows, type Change, type ChangeValue } from './change.ts';
import { SafeText } from './SafeText.tsx';
import { texts } from '../texts/approval-window.ts';

/** What is now and what would be then, for each key. */
export function ChangeList({ change }: { change: Change }) {
  return (
    <section aria-labelledby="ap-change">
      <h2 id="ap-change">{texts.change.title}</h2>
      <ul className="ap-rows">
        {changeRows(change).map(({ key, label, from, to }) => (
          <li key={key} className="ap-change">
            <p className="ap-change-key">
              {label === null ? <SafeText text={key} /> : <SafeText text={label} />}
              {label !== null && (
                <span className="ap-code el-dim">
                  <SafeText text={key} />
                </span>
              )}
            </p>
            <dl>
              <dt>{texts.change.from}</dt>
              <dd>
                <Values values={from} mark={texts.change.removed} />
              </dd>
              <dt>{texts.change.to}</dt>
              <dd className="ap-then">
                <Values values={to} mark={texts.change.added} />
              </dd>
            </dl>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Values({ values, mark }: { values: ChangeValue[]; mark: string }) {
  return values.map(({ ours, text, only }, index) => (
    <div key={index} className={ours ? undefined : 'ap-value'}>
      {ours ? text : <SafeText text={text} />}
      {only && <span className="ap-tag">{mark}</span>}
    </div>
  ));
}

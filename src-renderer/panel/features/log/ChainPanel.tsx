import type { ChainReport } from '../../../../src-preload/contract/types.ts';
import { BusyButton } from '../../../ui/BusyButton.tsx';
import { logTexts } from '../../../texts/log.ts';
import { texts } from '../../../texts/panel.ts';
import { ErrorNote } from '../../../ui/ErrorNote.tsx';
import { Going } from '../../../ui/Going.tsx';
import { CopyButton } from '../../../ui/CopyButton.tsx';
import { InertText } from '../../../ui/InertText.tsx';
import { Note } from '../../../ui/Note.tsx';
import { ShowMore } from '../../../ui/ShowMore.tsx';
import { Time } from '../../../ui/Time.tsx';
import { useChain } from '../../state/chain.ts';
import { cancelWork } from '../../state/long-work.ts';
import { valueOr } from '../../state/loadable.ts';
import { signingNow } from '../../state/signing.ts';
import { placed } from '../../state/wanted.ts';
import { useSystem } from '../../state/system.ts';
import runClasses from '../run/run.module.css';
import classes from './log.module.css';

const words = logTexts.chain;

/** The last check of the whole record, its signature, and the way to check it now. */
export function ChainPanel() {
  const { report, at, error, since, verify } = useChain();
  const signing = useSystem((state) => valueOr(state.info, null)?.audit ?? null);
  const fingerprint = report?.key ?? signing?.fingerprint ?? null;
  const { signed, problem } = signingNow(report, signing);
  return (
    <section className={classes.panel} aria-label={words.open} {...placed('log-check')}>
      {report !== null && since === null && <Verdict report={report} />}
      {error !== null && <ErrorNote title={words.failed} error={error} />}
      <dl className={runClasses.meta}>
        <dt>{signed ? words.signed : words.unsigned}</dt>
        <dd>
          {problem !== null && <InertText text={problem} />}
          {fingerprint !== null && (
            <span className={classes.fingerprint}>
              <span className="el-dim">{words.fingerprint}</span>
              <code className="el-code-plain">{fingerprint.replaceAll(/(.{8})(?=.)/g, '$1 ')}</code>
              <CopyButton text={() => fingerprint} label={`${texts.common.copy} ${words.fingerprint}`} />
            </span>
          )}
        </dd>
        {report?.head && (
          <>
            <dt>{words.head}</dt>
            <dd>
              <span>
                {words.headWords(report.head.count)} <Time at={report.head.time} />
              </span>
            </dd>
          </>
        )}
        {at !== null && (
          <>
            <dt>{words.at}</dt>
            <dd>
              <Time at={at} />
            </dd>
          </>
        )}
      </dl>
      <div className={classes.panelLine}>
        <BusyButton size="xs" variant="default" busy={since !== null} onClick={() => void verify()}>
          {words.verify}
        </BusyButton>
        {since !== null && (
          <Going since={since} words={words.verifying} onCancel={() => cancelWork('verify')} />
        )}
        <span className={classes.aside}>{fingerprint !== null && words.fingerprintWhat}</span>
      </div>
    </section>
  );
}

function Verdict({ report }: { report: ChainReport }) {
  const [first] = report.problems;
  const more = [
    report.removed !== undefined && report.removed > 0 && words.removed(report.removed),
    report.artifacts !== undefined && report.artifacts > 0 && words.artifacts(report.artifacts),
    ...report.notes,
  ].filter((note) => typeof note === 'string');
  if (report.ok) {
    return (
      <Note tone="info" live="polite" title={words.whole(report.records)}>
        {more.length > 0 && <InertText text={more.join(' ')} />}
      </Note>
    );
  }
  return (
    <Note tone="bad" live title={words.broken(report.problems.length)}>
      <ShowMore items={report.problems} first={5}>
        {(shown) => (
          <ol className={classes.problems}>
            {shown.map((problem, index) => (
              <li key={index}>
                {problem === first && report.problems.length > 1 && <b>{words.first}: </b>}
                <b>{words.kinds[problem.kind]}</b>
                {problem.seq !== undefined && <span className="el-num"> {words.record(problem.seq)}</span>}
                {problem.segment !== undefined && (
                  <>
                    {' '}
                    <code className="el-code-plain">
                      <InertText text={problem.segment} />
                    </code>
                  </>
                )}
                {': '}
                <InertText text={problem.message} />
              </li>
            ))}
          </ol>
        )}
      </ShowMore>
      {more.length > 0 && <InertText text={more.join(' ')} />}
    </Note>
  );
}

import { Button } from '@mantine/core';
import type { AuditRun, Notice } from '../../../../src-preload/contract/types.ts';
import { overviewTexts } from '../../../texts/overview.ts';
import { texts } from '../../../texts/panel.ts';
import { StatusBadge } from '../../../ui/Badge.tsx';
import { ErrorNote } from '../../../ui/ErrorNote.tsx';
import { Going } from '../../../ui/Going.tsx';
import { IconShieldCheck, IconShieldExclamation, IconShieldX } from '../../../ui/icons.ts';
import { head, plain } from '../../../ui/inert.ts';
import { InertText } from '../../../ui/InertText.tsx';
import { Section } from '../../../ui/Section.tsx';
import { SkeletonRows } from '../../../ui/SkeletonRows.tsx';
import { Time } from '../../../ui/Time.tsx';
import { useChain } from '../../state/chain.ts';
import { valueOr } from '../../state/loadable.ts';
import { cancelWork } from '../../state/long-work.ts';
import { UNUSUAL, useOverview } from '../../state/overview.ts';
import { recordFindings, useSystem } from '../../state/system.ts';
import { useView } from '../../state/view.ts';
import { openLog, since } from '../../state/open-log.ts';
import classes from './overview.module.css';

const words = overviewTexts.unusual;

/** Denials, drift and runs out of bounds of the last day, and whether the record is whole. */
export function Unusual() {
  const unusual = useOverview((state) => state.unusual);
  const { refetch } = useOverview.getState();
  const found = unusual.state === 'ready' ? unusual.value : null;
  const info = useSystem((state) => valueOr(state.info, null));
  const broken = useChain((state) => state.report?.ok === false);
  const findings = recordFindings(info);
  const calm = found?.runs.length === 0 && findings.length === 0 && !broken;
  const error = unusual.state === 'loading' ? undefined : unusual.error;
  const more = found !== null && (found.total.value > found.runs.length || !found.total.exact);
  return (
    <Section
      level={2}
      title={words.title}
      aside={<span className="el-dim el-small">{words.span}</span>}
      actions={
        more && (
          <Button
            size="xs"
            variant="default"
            onClick={() => openLog({ statuses: [...UNUSUAL], time: since(found.from) })}
          >
            {words.more(texts.common.exactCount(found.total.value, found.total.exact))}
          </Button>
        )
      }
    >
      {unusual.state === 'loading' && <SkeletonRows count={2} height={32} />}
      {error && (
        <ErrorNote
          title={found === null ? words.loadFailed : texts.common.stale}
          error={error}
          onRetry={() => void refetch()}
        />
      )}
      {calm && <p className={classes.calm}>{words.none}</p>}
      {findings.length > 0 && <Findings findings={findings} />}
      {found !== null && found.runs.length > 0 && (
        <ul className={classes.list} aria-label={words.title}>
          {found.runs.map((run) => (
            <UnusualRow key={run.runId} run={run} />
          ))}
        </ul>
      )}
      <Chain />
    </Section>
  );
}

/** A denial for what changed between question and act is another thing than a no. */
const hasDrifted = (run: AuditRun): boolean => run.error?.code === 'drift';

function UnusualRow({ run }: { run: AuditRun }) {
  const go = useView((state) => state.go);
  const tool = run.tool ?? texts.common.none;
  const kind = hasDrifted(run) ? words.drift : texts.statuses[run.status ?? 'open'];
  return (
    <li className={classes.item}>
      <div className={classes.row}>
        <StatusBadge status={run.status} />
        <div className={classes.words}>
          <button
            type="button"
            className={classes.link}
            aria-label={words.open(plain(tool, 100), kind)}
            onClick={() => go({ type: 'select-run', runId: run.runId })}
          >
            <span className={classes.tool} translate="no">
              <InertText text={head(tool, 100)} />
            </span>
          </button>
          <div className={classes.sub}>
            {hasDrifted(run) ? (
              words.drift
            ) : (
              <InertText text={head(run.error?.message ?? run.decision?.why ?? '', 200)} />
            )}
          </div>
        </div>
        <Time at={run.startedAt} />
      </div>
    </li>
  );
}

/** What was wrong with the record when it was opened, with the way to look at it now. */
function Findings({ findings }: { findings: Notice[] }) {
  return (
    <ul className={classes.findings} aria-label={words.chain.found}>
      {findings.map(({ id, title, message }) => (
        <li key={id} className={classes.finding}>
          <IconShieldX size={16} stroke={1.75} aria-hidden />
          <span className={classes.words}>
            <InertText text={title} />
            <span className={classes.sub} title={plain(message, 1_000)}>
              <InertText text={head(message, 400)} />
            </span>
          </span>
        </li>
      ))}
    </ul>
  );
}

/** Whether the record is as it was written: what the last check of it came to, in this window. */
function Chain() {
  const { report, error, since: from, verify } = useChain();
  const go = useView((state) => state.go);
  const chain = words.chain;
  const broken = report !== null && !report.ok;
  const Shape = broken ? IconShieldX : report === null ? IconShieldExclamation : IconShieldCheck;
  const said =
    from !== null
      ? ''
      : report === null
        ? chain.unchecked
        : broken
          ? chain.broken(report.problems.length)
          : chain.good(report.records);
  return (
    <>
      <div className={classes.chain} data-broken={broken || undefined}>
        <Shape size={16} stroke={1.75} aria-hidden />
        <span role="status" className={classes.chainWords}>
          {said}
        </span>
        {broken && (
          <Button size="xs" variant="default" onClick={() => go({ type: 'open', name: 'log' })}>
            {chain.show}
          </Button>
        )}
        {from !== null ? (
          <Going since={from} words={chain.checking} onCancel={() => cancelWork('verify')} />
        ) : (
          <Button size="xs" variant="default" onClick={() => void verify()}>
            {report === null ? chain.check : chain.again}
          </Button>
        )}
      </div>
      {error !== null && <ErrorNote title={chain.failed} error={error} onRetry={() => void verify()} />}
    </>
  );
}

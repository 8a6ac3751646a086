import { Button } from '@mantine/core';
import type { JsonValue } from '../../../../src-preload/contract/json.ts';
import type { RunOutcome } from '../../../../src-preload/contract/types.ts';
import { firstStartTexts } from '../../../texts/overview.ts';
import { StatusBadge } from '../../../ui/Badge.tsx';
import { ErrorNote } from '../../../ui/ErrorNote.tsx';
import { InertText } from '../../../ui/InertText.tsx';
import { valueOr } from '../../state/loadable.ts';
import { sessionOf, useSessions } from '../../state/sessions.ts';
import { useTools } from '../../state/tools.ts';
import { useView } from '../../state/view.ts';
import { RunProgress } from '../run/RunProgress.tsx';
import classes from './first-start.module.css';

const words = firstStartTexts.attempt;
export const TRIED = 'git_status';

/** The tool that reads and changes nothing, first dry, then for real, with what came of it in one line. */
export function Attempt({ root }: { root: string | null }) {
  const session = useSessions((state) => sessionOf(state.byTool, TRIED));
  const tool = useTools((state) => valueOr(state.tools, []).find(({ name }) => name === TRIED));
  const { start, cancel, clear } = useSessions.getState();
  const reason = root === null ? words.needs : tool?.enabled === false ? words.off : null;
  const dryDone = session.phase === 'done' && session.outcome.dryRun;
  const run = (dryRun: boolean): void => {
    if (root !== null) void start(TRIED, { cwd: root }, { dryRun, reason: '' });
  };
  return (
    <>
      <p className={classes.what}>{reason ?? words.what}</p>
      {session.phase === 'running' ? (
        <RunProgress
          run={session.active}
          cancelling={session.cancelling}
          onCancel={() => void cancel(TRIED)}
        />
      ) : (
        <div className={classes.buttons}>
          <Button
            size="xs"
            variant={reason === null && !dryDone && session.phase === 'idle' ? 'filled' : 'default'}
            disabled={reason !== null}
            onClick={() => run(true)}
          >
            {words.dry}
          </Button>
          <Button
            size="xs"
            variant={dryDone ? 'filled' : 'default'}
            disabled={reason !== null}
            onClick={() => run(false)}
          >
            {words.real}
          </Button>
        </div>
      )}
      {session.phase === 'done' && <Came outcome={session.outcome} />}
      {session.phase === 'failed' && (
        <ErrorNote title={words.failed} error={session.error} onDismiss={() => clear(TRIED)} />
      )}
    </>
  );
}

function Came({ outcome }: { outcome: RunOutcome }) {
  const go = useView((state) => state.go);
  return (
    <div className={classes.came} role="status">
      <StatusBadge status={outcome.status} />
      <span className={classes.cameWords}>
        <Words outcome={outcome} />
      </span>
      <Button
        size="xs"
        variant="subtle"
        color="gray"
        onClick={() => go({ type: 'select-run', runId: outcome.runId })}
      >
        {words.show}
      </Button>
    </div>
  );
}

function Words({ outcome }: { outcome: RunOutcome }) {
  if (outcome.error !== undefined) return <InertText text={outcome.error.message} />;
  if (outcome.dryRun) {
    return (
      <>
        {words.planned} <InertText text={outcome.plan?.summary ?? ''} />
      </>
    );
  }
  const { branch, files } = stateOf(outcome.result);
  return (
    <span translate="no">
      <InertText
        text={
          files === 0 ? words.clean(branch ?? words.detached) : words.changed(branch ?? words.detached, files)
        }
      />
    </span>
  );
}

/** Of git_status's result: the branch and how many files are not as committed. */
function stateOf(result: JsonValue | undefined): { branch: string | null; files: number } {
  if (typeof result !== 'object' || result === null || Array.isArray(result))
    return { branch: null, files: 0 };
  const { branch, files } = result;
  return {
    branch: typeof branch === 'string' ? branch : null,
    files: Array.isArray(files) ? files.length : 0,
  };
}
